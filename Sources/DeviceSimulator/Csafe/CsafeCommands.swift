import Readings

/// What a console makes of the commands in a frame: ids from 80 are one byte, lower ones carry a
/// count and data (facts section 4.2).
extension SimulatedCsafeConsole {
  /// The answers to the commands in `contents`, one after the other; nil when it stays silent.
  mutating func answer(_ contents: [UInt8]) -> [UInt8]? {
    var answers: [UInt8] = []
    var rest = contents[...]
    while let id = rest.popFirst() {
      var data: [UInt8] = []
      if id < 0x80 {
        let count = Int(rest.popFirst() ?? 0)
        data = Array(rest.prefix(count))
        rest = rest.dropFirst(count)
      }
      if settings.ignored.contains(id) { return nil }
      guard !settings.unknown.contains(id) else { continue }
      answers += isCommand(id) ? obey(id, data) : tell(id)
    }
    return answers
  }

  private func isCommand(_ id: UInt8) -> Bool { id < 0x80 || (0x81...0x88).contains(id) }

  private mutating func obey(_ id: UInt8, _ data: [UInt8]) -> [UInt8] {
    commands.append(id)
    switch id {
    case 0x81, 0x87: change(to: .ready)
    case 0x82: change(to: .idle)
    case 0x83: change(to: .haveID)
    case 0x85: change(to: .inUse)
    case 0x86: change(to: .finished)
    case 0x25 where data.count == 3: set(speed: Self.quantity(data))
    case 0x28 where data.count == 3: set(grade: Self.quantity(data))
    default: break
    }
    return []
  }

  private mutating func tell(_ id: UInt8) -> [UInt8] {
    questions.append(id)
    let data: [UInt8]
    switch id {
    case 0x91: data = settings.version
    case 0x94:
      data = settings.serial.isEmpty ? Array(repeating: 0, count: 9) : Array(settings.serial.utf8)
    case 0x99: data = [0xD2, 0x11, 0x00]
    case 0x9B: data = odometerBytes + [settings.distanceUnit]
    case 0xA0:
      let seconds = used.count / 1_000_000
      data = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map {
        UInt8(truncatingIfNeeded: $0)
      }
    case 0xA1: data = Self.word(horizontal) + [settings.distanceUnit]
    case 0xA5: data = Self.word(speedCount) + [settings.speedUnit]
    case 0xA8: data = Self.word(gradeCount) + [settings.gradeUnit]
    default: return []
    }
    return [id, UInt8(truncatingIfNeeded: data.count)] + data
  }

  // MARK: What its panel and other hosts do

  /// Changes the state at `now`: a new use begins when it becomes ready, and the belt runs only in
  /// use.
  public mutating func change(to new: CsafeState) {
    let wasUsed = used
    state = new
    usedBefore = wasUsed
    usedSince = new == .inUse ? now : nil
    switch new {
    case .ready:
      usedBefore = .zero
      belt.stop(from: now)
      useBegan = belt.distance(at: now)
      firstHorizontal = 0
    case .inUse: belt.run(at: setSpeed, from: now)
    default: belt.stop(from: now)
    }
  }

  /// Someone at the panel begins to walk at `speed` µm/s, or changes the speed.
  public mutating func walk(at speed: Int64) {
    setSpeed = speed
    if state == .inUse { belt.run(at: speed, from: now) } else { change(to: .inUse) }
  }

  private mutating func set(speed told: (count: Int64, unit: UInt8)) {
    guard let unit = Self.speedUnits[told.unit] else { return }
    walkOrKeep(told.count &* unit.numerator / unit.denominator)
  }

  private mutating func walkOrKeep(_ speed: Int64) {
    setSpeed = speed
    if state == .inUse { belt.run(at: speed, from: now) }
  }

  private mutating func set(grade told: (count: Int64, unit: UInt8)) {
    guard let unit = Self.gradeUnits[told.unit] else { return }
    let signed = Int64(Int16(truncatingIfNeeded: told.count))
    belt.incline(to: signed &* unit, from: now)
  }

  // MARK: Its numbers

  private var used: Microseconds { usedSince.map { usedBefore + (now - $0) } ?? usedBefore }

  private var horizontal: Int64 {
    firstHorizontal &+ (belt.distance(at: now) - useBegan).count / distanceUnit
  }

  private var odometerBytes: [UInt8] {
    let count = Int64(settings.odometer) &+ belt.distance(at: now).count / distanceUnit
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 &* Int64($0))) }
    return settings.odometerIsBigEndian ? bytes.reversed() : bytes
  }

  /// In the speed unit; a unit that is no speed gets a cadence of footfalls a minute.
  private var speedCount: Int64 {
    let speed = belt.steadySpeed(at: now)
    guard let unit = Self.speedUnits[settings.speedUnit] else { return speed &* 60 / 560_000 }
    return (speed &* unit.denominator &+ unit.numerator / 2) / unit.numerator
  }

  private var gradeCount: Int64 {
    belt.grade(at: now) / (Self.gradeUnits[settings.gradeUnit] ?? 1)
  }

  private var distanceUnit: Int64 { Self.distanceUnits[settings.distanceUnit] ?? 10_000_000 }

  /// µm/s a count.
  private static let speedUnits: [UInt8: (numerator: Int64, denominator: Int64)] = [
    16: (447_040, 1), 17: (44_704, 1), 18: (44_704, 10), 48: (2_500_000, 9), 49: (250_000, 9),
    50: (25_000, 9), 51: (50_000, 3),
  ]
  /// 0.01 % a count.
  private static let gradeUnits: [UInt8: Int64] = [74: 100, 75: 1, 76: 10]
  /// µm a count.
  private static let distanceUnits: [UInt8: Int64] = [
    1: 1_609_344_000, 2: 160_934_400, 3: 16_093_440, 5: 304_800, 33: 1_000_000_000,
    34: 100_000_000, 35: 10_000_000, 36: 1_000_000, 37: 100_000, 38: 10_000,
  ]

  private static func quantity(_ data: [UInt8]) -> (count: Int64, unit: UInt8) {
    (Int64(data[0]) | Int64(data[1]) << 8, data[2])
  }

  private static func word(_ count: Int64) -> [UInt8] {
    [UInt8(truncatingIfNeeded: count), UInt8(truncatingIfNeeded: count >> 8)]
  }
}
