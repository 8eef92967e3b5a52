import Readings

/// The readings of a console out of its answers.
struct CsafeReadings: Sendable {
  /// Two answers to GetTWork further apart than this may have a gap between them.
  static let quiet = Microseconds.seconds(5)
  /// How far the console's clock, which counts seconds, may differ from the host's over a gap.
  static let tolerance: Int64 = 3

  private let source: DeviceSource
  private(set) var distance = RollingDistance(roll: 65_536)
  private(set) var odometer = CsafeOdometer()
  private var speed: Int64?
  private var grade: Int?
  private var work: (seconds: Int64, mayRun: Bool, at: MonotonicInstant)?
  private var toldLimits: (speed: Bool, distance: Bool, absent: Bool) = (false, false, false)

  init(source: DeviceSource) { self.source = source }

  /// Takes the answer to one command, from a frame whose contents are `raw`.
  mutating func receive(
    _ item: CsafeAnswer.Item, _ status: CsafeStatus, raw: RawBytes, at instant: MonotonicInstant,
    _ body: (DeviceReport) -> Void
  ) {
    switch CsafeRequest(rawValue: item.id) {
    case .speed: receive(speed: item, raw, at: instant, body)
    case .horizontal: receive(horizontal: item, raw, at: instant, body)
    case .grade: receive(grade: item, body)
    case .workTime: receive(workTime: item, status, at: instant)
    case .odometer: receive(odometer: item)
    case .status, .version, .serial, nil: break
    }
  }

  /// The console does not know GetHorizontal.
  mutating func lacksDistance(_ body: (DeviceReport) -> Void) {
    if !toldLimits.absent { body(.limit(.distanceAbsent)) }
    toldLimits.absent = true
  }

  private mutating func receive(
    speed item: CsafeAnswer.Item, _ raw: RawBytes, at instant: MonotonicInstant,
    _ body: (DeviceReport) -> Void
  ) {
    guard let told = item.quantity else { return }
    guard let scale = told.unit.speed else {
      speed = nil
      if !toldLimits.speed { body(.limit(.speedUnitRefused)) }
      toldLimits.speed = true
      return
    }
    let value = scale.of(told.count)
    speed = value
    body(
      .reading(
        Reading(
          instant: instant, source: source, value: .speed(MillimetresPerSecond(value)),
          resolution: scale.step, raw: raw)))
  }

  private mutating func receive(
    horizontal item: CsafeAnswer.Item, _ raw: RawBytes, at instant: MonotonicInstant,
    _ body: (DeviceReport) -> Void
  ) {
    guard let told = item.quantity else { return }
    guard let unit = told.unit.micrometres else {
      if !toldLimits.distance { body(.limit(.distanceUnitRefused)) }
      toldLimits.distance = true
      return
    }
    let joined = distance.receive(Int64(told.count), unit: unit, speed: speed, at: instant)
    var isContinuous = true
    if case .broken(let reason) = joined {
      isContinuous = false
      odometer.restart()
      body(.broken(reason))
    }
    body(
      .reading(
        Reading(
          instant: instant, source: source, value: .distance(distance.total),
          isContinuous: isContinuous, resolution: unit, raw: raw)))
  }

  private mutating func receive(grade item: CsafeAnswer.Item, _ body: (DeviceReport) -> Void) {
    guard let told = item.quantity, let scale = told.unit.gradeHundredths else { return }
    let value = Int(Int16(bitPattern: told.count)) &* scale
    if value != grade { body(.grade(value)) }
    grade = value
  }

  /// The console's own clock shows what GetHorizontal cannot: a use that was ended and another one
  /// begun while nobody listened. It runs only while the console is used, so it must keep up with the
  /// host's clock only when it was used at both ends. A clock that counts down to a goal falls by a
  /// second each second, which is no reset.
  private mutating func receive(
    workTime item: CsafeAnswer.Item, _ status: CsafeStatus, at instant: MonotonicInstant
  ) {
    guard item.count == 3 else { return }
    let seconds = Int64(item[0]) &* 3_600 &+ Int64(item[1]) &* 60 &+ Int64(item[2])
    let mayRun = status.clockMayRun
    defer { work = (seconds, mayRun, instant) }
    guard let before = work else { return }
    let gap = instant - before.at
    let elapsed = gap.count / 1_000_000
    let advance = seconds &- before.seconds
    if advance < -Self.tolerance, seconds <= elapsed &+ Self.tolerance {
      distance.lose(.deviceReset)
      return
    }
    guard gap > Self.quiet, advance != 0 else { return }
    let isBehind = advance < elapsed &- Self.tolerance && before.mayRun && mayRun
    if isBehind || advance > elapsed &+ Self.tolerance { distance.lose(.timeDisagrees) }
  }

  private mutating func receive(odometer item: CsafeAnswer.Item) {
    guard item.count == 5 else { return }
    let number = UInt32(item.u16(0)) | UInt32(item.u16(2)) << 16
    odometer.receive(
      number, unit: CsafeUnit(rawValue: item[4]), walked: distance.total.count)
  }
}
