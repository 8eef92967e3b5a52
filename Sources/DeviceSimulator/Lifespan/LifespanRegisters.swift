import Readings

/// The Modbus side of a simulated LifeSpan base.
extension SimulatedLifespan {
  /// The registers by their addresses.
  enum Register {
    static let start: UInt16 = 0x0001
    static let pause: UInt16 = 0x0002
    static let setSpeed: UInt16 = 0x000A
    static let steps: UInt16 = 0x000F
    static let model: UInt16 = 0x0101
    static let speed: UInt16 = 0xD10A
  }

  /// The answer to one request of 8 bytes; nil when it is damaged or for another slave.
  mutating func answer(to request: [UInt8]) -> [UInt8]? {
    guard request.count == 8, request[0] == 1, modbusCheck(request) == 0 else { return nil }
    let register = UInt16(request[2]) << 8 | UInt16(request[3])
    let value = UInt16(request[4]) << 8 | UInt16(request[5])
    switch request[1] {
    case 0x03: return read(register, count: value)
    case 0x06: return write(register, value) ? request : exception(0x86, 2)
    default: return exception(request[1] | 0x80, 1)
    }
  }

  private func read(_ first: UInt16, count: UInt16) -> [UInt8] {
    guard (1...125).contains(count) else { return exception(0x83, 3) }
    var data: [UInt8] = []
    for offset in 0..<count {
      guard let value = value(of: first &+ offset) else { return exception(0x83, 2) }
      data += [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }
    return checked([1, 0x03, UInt8(truncatingIfNeeded: data.count)] + data)
  }

  private func value(of register: UInt16) -> UInt16? {
    switch register {
    case Register.steps: UInt16(truncatingIfNeeded: belt.steps(at: now) &- stepOrigin)
    case Register.speed: speedValue
    case Register.setSpeed: setValue
    case Register.model: model
    default: nil
    }
  }

  private mutating func write(_ register: UInt16, _ value: UInt16) -> Bool {
    let known = [Register.start, Register.pause, Register.setSpeed, Register.steps]
    guard known.contains(register) else { return false }
    if register == Register.steps { stepOrigin = belt.steps(at: now) &- Int64(value) }
    if !hasConsole { move(register, value) }
    writes.append((register, value))
    return true
  }

  private mutating func move(_ register: UInt16, _ value: UInt16) {
    switch register {
    case Register.start:
      if setValue > Self.standing { belt.run(at: Self.speed(of: setValue), from: now) }
    case Register.pause: belt.stop(from: now)
    case Register.setSpeed:
      setValue = value
      // A speed moves the belt only when it runs; 50 lets it stand.
      guard belt.isRunning(at: now) else { return }
      belt.run(at: value > Self.standing ? Self.speed(of: value) : 0, from: now)
    default: break
    }
  }

  /// The set speed as the register spells it: 235 per mph, 50 at rest.
  var speedValue: UInt16 {
    let target = belt.targetSpeed(at: now)
    guard target > 0 else { return Self.standing }
    return UInt16(clamping: (target &* 235 &+ 223_520) / 447_040)
  }

  private static func speed(of value: UInt16) -> Int64 { Int64(value) &* 447_040 / 235 }

  private func exception(_ function: UInt8, _ code: UInt8) -> [UInt8] {
    checked([1, function, code])
  }

  private func checked(_ bytes: [UInt8]) -> [UInt8] {
    let check = modbusCheck(bytes)
    return bytes + [UInt8(truncatingIfNeeded: check), UInt8(truncatingIfNeeded: check >> 8)]
  }
}

/// CRC-16 of Modbus, bit by bit; the simulator has its own, so that a fault in the host's shows.
func modbusCheck(_ bytes: [UInt8]) -> UInt16 {
  bytes.reduce(0xFFFF) { check, byte in
    (0..<8).reduce(check ^ UInt16(byte)) { rest, _ in
      rest & 1 == 1 ? rest >> 1 ^ 0xA001 : rest >> 1
    }
  }
}
