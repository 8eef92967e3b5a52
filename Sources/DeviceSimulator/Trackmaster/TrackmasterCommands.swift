import DeviceProtocols
import Readings

extension TrackmasterVariant {
  /// How many bytes of data follow the byte `code` from a host.
  func dataCount(of code: UInt8) -> Int {
    let isWoodway = firstDigit == .direction
    return switch code {
    case 0xA3, 0xA4: 4
    case 0xA5: isWoodway ? 0 : 4
    case 0xA6, 0xA7: isWoodway ? 0 : 2
    case 0xA9: isWoodway ? 0 : 4
    default: 0
    }
  }

  /// The commands that it knows.
  func knows(command code: UInt8) -> Bool {
    firstDigit == .direction
      ? [0xA0, 0xA2, 0xA3, 0xA4, 0xA9, 0xAA].contains(code) : (0xA0...0xAC).contains(code)
  }
}

/// Commands and requests, and what the treadmill says to them.
extension SimulatedTrackmaster {
  mutating func answer(to code: UInt8, _ data: [UInt8]) -> [UInt8] {
    if let refusal = faults.refusals[code] { return [refusal] }
    if variant.knows(command: code) { return obey(code, data) }
    return status(code)
  }

  // MARK: Commands

  private mutating func obey(_ code: UInt8, _ data: [UInt8]) -> [UInt8] {
    commands.append(code)
    guard data.allSatisfy({ (0x30...0x39).contains($0) }) else { return [0xBE] }
    guard act(code, data.map { Int64($0 &- 0x30) }) else { return [0xBE] }
    return [code &+ 0x10] + (echoesData && code != 0xAC ? data : [])
  }

  /// Does what `code` says; returns false when its data are out of range.
  private mutating func act(_ code: UInt8, _ digits: [Int64]) -> Bool {
    switch code {
    case 0xA0: start(stopsWhenAlone: true)
    case 0xA1: start(stopsWhenAlone: false)
    case 0xA9 where variant.firstDigit == .direction: start(stopsWhenAlone: false)
    case 0xA2: stop()
    case 0xA3: return setSpeed(digits)
    case 0xA4: return setElevation(number(digits))
    case 0xA8: countedBefore = -belt.distance(at: now).count
    case 0xAA:
      stop()
      return setElevation(0)
    case 0xAB:
      run(atTenths: settings.slowestTenths)
      return setElevation(0)
    case 0xAC: echoesData.toggle()
    default: break
    }
    return true
  }

  private mutating func start(stopsWhenAlone alone: Bool) {
    stopsWhenAlone = alone
    run(atTenths: max(settings.slowestTenths, setTenths))
  }

  private mutating func stop() {
    stopsWhenAlone = false
    belt.stop(from: now)
    setTenths = 0
  }

  private mutating func setSpeed(_ digits: [Int64]) -> Bool {
    var tenths = number(digits)
    if variant.firstDigit == .direction {
      guard digits[0] == 0 || digits[0] == 3 else { return false }
      tenths %= 1_000
      runsBackwards = digits[0] == 3
    }
    guard micrometres(tenths) <= belt.drive.fastest else { return false }
    setTenths = tenths
    if belt.isRunning(at: now) { run(atTenths: tenths) }
    return true
  }

  /// Only half per cents are taken.
  private mutating func setElevation(_ tenths: Int64) -> Bool {
    guard tenths % 5 == 0, tenths <= settings.steepestTenths else { return false }
    setElevation = tenths
    belt.incline(to: tenths &* 10, from: now)
    return true
  }

  private mutating func run(atTenths tenths: Int64) {
    setTenths = tenths
    belt.run(at: micrometres(tenths), from: now)
  }

  // MARK: Status

  private func status(_ code: UInt8) -> [UInt8] {
    if variant.firstDigit == .direction, !(0xC0...0xC3).contains(code) { return [0xBF] }
    let first = code &+ 0x10
    switch code {
    case 0xC0: return [first, beltStatus]
    case 0xC1: return [first] + speedDigits
    case 0xC2: return [first] + digits((belt.grade(at: now) &+ 25) / 50 &* 5)
    case 0xC3: return [first] + thirdAnswer
    case 0xC4: return [first] + digits(setElevation)
    case 0xC7: return [first] + digits(count)
    // What a TMX428 does not do it answers with zeros.
    case 0xC8, 0xC9: return [first, 0x30, 0x30]
    case 0xC5, 0xC6, 0xCA...0xCD: return [first] + digits(0)
    default: return [0xBF]
    }
  }

  private var beltStatus: UInt8 {
    guard belt.isRunning(at: now) else { return UInt8(ascii: "1") }
    return stopsWhenAlone ? UInt8(ascii: "2") : UInt8(ascii: "3")
  }

  private var speedDigits: [UInt8] {
    guard !faults.invalidSpeeds.contains(where: { $0.contains(now) }) else { return digits(9_999) }
    let tenths = tenths(belt.measuredSpeed(at: now))
    guard variant.firstDigit == .direction else { return digits(tenths) }
    return digits(runsBackwards && tenths > 0 ? 3_000 &+ tenths : tenths)
  }

  private var thirdAnswer: [UInt8] {
    switch variant.thirdRequest {
    case .firmware:
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: settings.firmware >> $0) }
    case .setSpeed:
      digits(belt.isRunning(at: now) ? tenths(belt.targetSpeed(at: now)) : setTenths)
    }
  }

  /// Hundredths of a mile or kilometre, rolling at 100.00.
  private var count: Int64 {
    guard settings.countsDistance else { return 0 }
    let total = countedBefore &+ belt.distance(at: now).count
    return total / (variant.unit.lengthMicrometres / 100) % 10_000
  }

  // MARK: Digits and units

  private func digits(_ number: Int64) -> [UInt8] {
    [1_000, 100, 10, 1].map { UInt8(truncatingIfNeeded: 0x30 &+ number / $0 % 10) }
  }

  private func number(_ digits: [Int64]) -> Int64 { digits.reduce(0) { $0 &* 10 &+ $1 } }

  /// Tenths of the unit, as the display rounds.
  private func tenths(_ speed: Int64) -> Int64 {
    let length = variant.unit.lengthMicrometres
    return (speed &* 36_000 &+ length / 2) / length
  }

  private func micrometres(_ tenths: Int64) -> Int64 {
    tenths &* variant.unit.lengthMicrometres / 36_000
  }
}
