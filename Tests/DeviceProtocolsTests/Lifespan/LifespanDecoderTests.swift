import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// What the registers of a base tell.
@Suite struct LifespanDecoderTests {
  static let start = MonotonicInstant(microseconds: 50_000_000)

  /// A decoder, the host or console before it, and all that it told.
  struct Listener {
    var decoder = LifespanDecoder(source: DeviceSource(1))
    var reports: [DeviceReport] = []

    mutating func hear(_ bytes: [UInt8], at milliseconds: Int64 = 0) {
      decoder.receive(bytes, at: start + .milliseconds(milliseconds)) { reports.append($0) }
    }

    /// The host asks for `request` and the base answers `value`.
    mutating func answer(_ request: LifespanRequest, _ value: UInt16, at milliseconds: Int64 = 0) {
      decoder.sent(request.message.bytes, at: start + .milliseconds(milliseconds))
      hear(LifespanDecoderTests.answer(value), at: milliseconds + 30)
    }

    func integers(_ channel: Channel) -> [Int64] {
      reports.compactMap { report in
        guard case .reading(let reading) = report, reading.value.channel == channel else {
          return nil
        }
        return reading.value.integer
      }
    }

    var belts: [BeltState] {
      reports.compactMap { if case .belt(let state) = $0 { state } else { nil } }
    }

    var breaks: [OriginBreak] {
      reports.compactMap { if case .broken(let reason) = $0 { reason } else { nil } }
    }
  }

  /// Bytes with their check, computed here bit by bit.
  static func checked(_ bytes: [UInt8]) -> [UInt8] {
    var check: UInt16 = 0xFFFF
    for byte in bytes {
      check ^= UInt16(byte)
      for _ in 0..<8 { check = check & 1 == 1 ? (check >> 1) ^ 0xA001 : check >> 1 }
    }
    return bytes + [UInt8(check & 0xFF), UInt8(check >> 8)]
  }

  static func answer(_ value: UInt16) -> [UInt8] {
    checked([1, 3, 2, UInt8(value >> 8), UInt8(value & 0xFF)])
  }

  static func write(_ register: UInt16, _ value: UInt16) -> [UInt8] {
    checked([
      1, 6, UInt8(register >> 8), UInt8(register & 0xFF), UInt8(value >> 8), UInt8(value & 0xFF),
    ])
  }

  @Test("requests, the recorded bytes of the console; no register can be written")
  func requests_recordedBytes() {
    #expect(
      LifespanRequest.allCases.map(\.message.bytes) == [
        bytes(hex: "01 03 D1 0A 00 01 9D 34"), bytes(hex: "01 03 00 0F 00 01 B4 09"),
        bytes(hex: "01 03 01 01 00 01 D4 36"),
      ])
  }

  @Test(
    "register value of a known speed, that speed to the step",
    arguments: [
      (UInt16(94), Int64(179)), (117, 223), (141, 268), (282, 536), (470, 894), (50, 0), (0, 0),
    ])
  func speed_known(_ value: UInt16, speed: Int64) {
    var listener = Listener()
    listener.answer(.speed, value)
    #expect(listener.integers(.speed) == [speed])
    #expect(listener.belts == [value > 50 ? .running : .stopped])
  }

  @Test("first speed, the limits of the base told once")
  func limits_once() {
    var listener = Listener()
    listener.answer(.speed, 94)
    listener.answer(.speed, 94, at: 250)
    #expect(listener.reports.count { $0 == .limit(.speedVirtual) } == 1)
    #expect(listener.reports.count { $0 == .limit(.distanceAbsent) } == 1)
    #expect(listener.integers(.distance).isEmpty)
  }

  @Test("steps over the roll of the counter, strides that go on by halves")
  func steps_unrolled() {
    var listener = Listener()
    for (second, steps) in [UInt16(65_533), 65_534, 65_535, 0, 1].enumerated() {
      listener.answer(.steps, steps, at: Int64(second) * 1_000)
    }
    #expect(listener.integers(.strides) == [0, 0, 1, 1, 2])
    #expect(listener.breaks.isEmpty)
  }

  @Test("steps over a silence, all counted; a counter that fell, a reset")
  func steps_overSilence() {
    var listener = Listener()
    listener.answer(.steps, 100, at: 0)
    listener.decoder.restart()
    listener.answer(.steps, 300, at: 120_000)
    listener.answer(.steps, 4, at: 121_000)
    listener.answer(.steps, 6, at: 122_000)
    #expect(listener.integers(.strides) == [0, 100, 100, 101])
    #expect(listener.breaks == [.deviceReset])
  }

  @Test("answer without a request, left out and counted")
  func answerAlone_leftOut() {
    var listener = Listener()
    listener.hear(Self.answer(94))
    #expect(listener.reports.isEmpty)
    #expect(listener.decoder.counts.foreignPackets == 1)
    listener.answer(.model, 0x2001)
    listener.hear(Self.answer(94))
    #expect(listener.decoder.counts.foreignPackets == 2)
    #expect(
      listener.reports == [
        .identity(DeviceIdentity(driver: "lifespan", serial: "", model: "0x2001"))
      ])
  }

  @Test("request heard on the line, the answer behind it read by it")
  func heardRequest_readBy() {
    var listener = Listener()
    listener.hear(LifespanRequest.speed.message.bytes + Self.answer(282))
    #expect(listener.integers(.speed) == [536])
    #expect(listener.integers(.strides).isEmpty)
  }

  @Test("heard request that was damaged, the answer behind it nobody's")
  func damagedRequest_nobodys() {
    var listener = Listener()
    var damaged = LifespanRequest.speed.message.bytes
    damaged[2] ^= 4
    listener.hear(LifespanRequest.steps.message.bytes)
    listener.hear(damaged + Self.answer(282))
    #expect(listener.reports.isEmpty)
    #expect(listener.decoder.counts.foreignPackets == 1)
    #expect(listener.decoder.counts.badChecksums == 1)
  }

  @Test("two heard requests before their answers, neither answer guessed at")
  func twoRequests_notGuessed() {
    var listener = Listener()
    listener.hear(LifespanRequest.steps.message.bytes + LifespanRequest.speed.message.bytes)
    listener.hear(Self.answer(4) + Self.answer(94))
    #expect(listener.reports.isEmpty)
    #expect(listener.decoder.counts.foreignPackets == 2)
    listener.hear(LifespanRequest.steps.message.bytes + Self.answer(4))
    #expect(listener.integers(.strides) == [0])
  }

  @Test("own request looped back, the answer behind it still read")
  func loopedBack_read() {
    var listener = Listener()
    let request = LifespanRequest.speed.message.bytes
    listener.decoder.sent(request, at: Self.start)
    listener.hear(request + Self.answer(470))
    #expect(listener.integers(.speed) == [894])
    #expect(listener.decoder.counts.receiveFailures == 0)
  }

  @Test("console's start, pause and reset, heard as the belt's state and a break")
  func consoleWrites_heard() {
    var listener = Listener()
    listener.answer(.steps, 125, at: 0)
    listener.answer(.speed, 470, at: 100)
    listener.hear(Self.write(2, 1) + Self.write(2, 1), at: 200)
    listener.answer(.speed, 50, at: 300)
    listener.hear(Self.write(15, 0) + Self.write(15, 0), at: 400)
    listener.answer(.steps, 0, at: 500)
    listener.hear(Self.write(1, 1), at: 600)
    listener.answer(.speed, 94, at: 700)
    #expect(listener.belts == [.running, .paused, .running])
    #expect(listener.breaks == [.deviceReset])
    #expect(listener.integers(.strides) == [0, 0])
  }

  @Test("any cut of a stream, the same reports")
  func anyCut_sameReports() {
    var damaged = Self.answer(300)
    damaged[3] ^= 8
    let stream =
      LifespanRequest.speed.message.bytes + Self.answer(282)
      + LifespanRequest.steps.message.bytes + damaged
      + LifespanRequest.speed.message.bytes + Self.answer(470) + Self.write(2, 1)
    let verifier = ChunkSplitting<DeviceReport>(
      stream, garbage: [bytes(hex: "01 03 02 01"), bytes(hex: "FF 01")]
    ) {
      var decoder = LifespanDecoder(source: DeviceSource(1))
      return { chunk in
        var found: [DeviceReport] = []
        decoder.receive(chunk, at: Self.start) { found.append($0) }
        return found
      }
    }
    #expect(verifier.whole.count == 6)
    #expect(verifier.disagreements() == [])
  }

  @Test("choices of configuration, a driver for each mode; another one, none")
  func choices_made() {
    for variant in ["", "asking", "listening", "tap"] {
      let choice = DriverChoice(driver: .lifespan, variant: variant)
      let driver = choice.makeDriver(source: DeviceSource(1), networkKey: .publicNetwork)
      #expect((driver is LifespanDriver) == (variant != "tap"))
      #expect(
        (choice.makeDecoder(source: DeviceSource(1)) is LifespanDecoder) == (variant != "tap"))
    }
  }
}
