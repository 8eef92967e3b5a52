import DeviceProtocols
import Readings

/// A device that answers as it likes: rightly, wrongly, with the bytes that would move a belt, with
/// noise, in pieces, or not at all. It draws from a seed, so that what it did can be done again.
struct Adversary {
  private var state: UInt64
  private let driver: DriverID
  /// Every third console refuses whatever it is asked.
  private let refuses: Bool
  private var toggle: UInt8 = 0

  init(_ driver: DriverID, seed: UInt64) {
    self.driver = driver
    refuses = driver == .csafe && seed % 3 == 0
    state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  }

  mutating func draw(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33) % max(1, limit)
  }

  private mutating func byte() -> UInt8 { UInt8(draw(256)) }

  /// What the device says next; `sent` is what it was last sent.
  mutating func answer(to sent: [UInt8]?) -> [UInt8] {
    if refuses {
      // State “ready”, frame accepted, and no data: the command is not supported.
      toggle ^= 0x80
      return [0xF1, toggle | 1, toggle | 1, 0xF2]
    }
    switch draw(10) {
    case 0: return (0..<draw(70)).map { _ in byte() }
    case 1: return sent ?? [byte()]
    case 2: return Array(commands[draw(commands.count)])
    default: break
    }
    var answer = plausible(sent ?? [])
    if draw(6) == 0, !answer.isEmpty { answer[draw(answer.count)] ^= UInt8(1 << draw(8)) }
    if draw(6) == 0 { answer = Array(answer.prefix(draw(answer.count + 1))) }
    return answer
  }

  /// Bytes that command a machine of each kind, said back to the host.
  private let commands: [[UInt8]] = [
    [0xA0], [0xA1], [0xA2], [0xA3, 0x30, 0x30, 0x33, 0x31], [0xAA], [0xBD, 0xBE, 0xBF],
    [0xF1, 0x85, 0x85, 0xF2], [0xF1, 0x25, 0x03, 0x10, 0x00, 0x30, 0x06, 0xF2],
    [1, 6, 0, 0x0A, 0, 0x5E, 0x28, 0x30], [1, 3, 2, 0xFF, 0xFF, 0xB9, 0xF4],
    [0xA4, 0x09, 0x4F, 0x00, 0x31, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xA0, 0x0F, 0x9C],
  ]

  private mutating func plausible(_ sent: [UInt8]) -> [UInt8] {
    switch driver {
    case .trackmaster:
      let request = sent.first ?? 0xC1
      let digits = request == 0xC0 ? 1 : 4
      return [request &+ 0x10] + (0..<digits).map { _ in 0x30 + UInt8(draw(10)) }
    case .csafe: return csafe(sent.count == 4 ? sent[1] : 0x80)
    case .lifespan: return modbus()
    case .antFootPod, .antTreadmill: return ant(sent)
    case .bigRedButton: return [[0x15, 0x16, 0x17][draw(3)]] + [UInt8](repeating: 3, count: 7)
    case .xkeys: return (0..<36).map { _ in draw(3) == 0 ? byte() : 0 }
    case .button, .hidButton: return (0..<(draw(2) == 0 ? 24 : 8)).map { _ in byte() }
    }
  }

  private mutating func csafe(_ command: UInt8) -> [UInt8] {
    let count = draw(6)
    let contents = [byte(), command, UInt8(count)] + (0..<count).map { _ in byte() }
    let stuffed = (contents + [contents.reduce(0, ^)]).flatMap { byte -> [UInt8] in
      byte & 0xFC == 0xF0 ? [0xF3, byte & 3] : [byte]
    }
    return [0xF1] + stuffed + [0xF2]
  }

  private mutating func modbus() -> [UInt8] {
    let frame: [UInt8] = draw(8) == 0 ? [1, 0x83, 2] : [1, 3, 2, byte(), byte()]
    var crc: UInt16 = 0xFFFF
    for byte in frame {
      crc ^= UInt16(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xA001 : crc >> 1 }
    }
    return frame + [UInt8(crc & 0xFF), UInt8(crc >> 8)]
  }

  /// A stick that mostly does as it is told, and hears treadmills, pods and their pages.
  private mutating func ant(_ sent: [UInt8]) -> [UInt8] {
    guard sent.count > 4, draw(3) != 0 else {
      if draw(4) == 0 { return frame(0x40, [0, 1, UInt8(draw(12))]) }
      let pages: [UInt8] = [1, 2, 3, 16, 17, 19, 22, 25, 26, 48, 49, 50, 51, 54, 71, 80, 81, 82]
      let page = [pages[draw(pages.count)]] + (0..<7).map { _ in byte() }
      let id: [UInt8] = [0x80, 0x34, 0x12, driver == .antFootPod ? 0x7C : 0x11, 1]
      return frame(draw(5) == 0 ? 0x4F : 0x4E, [0] + page + (draw(2) == 0 ? id : []))
    }
    switch sent[2] {
    case 0x4A: return frame(0x6F, [0x20])
    case 0x4D where sent[4] == 0x54: return frame(0x54, [8, 3, 0, 0xBA, 0x36, 0, 0xDF, 0])
    case 0x4D where sent[4] == 0x51:
      return frame(0x51, [0, 0x34, 0x12, driver == .antFootPod ? 0x7C : 0x11, 1])
    case 0x4D: return frame(sent[4], [1, 2, 3, 4])
    case 0x4F: return frame(0x40, [0, 1, UInt8(4 + draw(3))])
    case 0x4C: return frame(0x40, [0, 0x4C, 0]) + frame(0x40, [0, 1, 7])
    default: return frame(0x40, [sent[3], sent[2], draw(12) == 0 ? UInt8(draw(64)) : 0])
    }
  }

  private func frame(_ id: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let body = [0xA4, UInt8(payload.count), id] + payload
    return body + [body.reduce(0, ^)]
  }
}
