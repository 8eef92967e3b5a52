import Readings

/// What the answers of a treadmill of the Trackmaster family tell, as reports.
struct TrackmasterReadings: Sendable {
  /// 999.9 stands for an emergency stop or an invalid value.
  private static let invalid = 9_999
  /// The steepest elevation that can be true, in tenths of a per cent.
  private static let steepest = 400

  private let source: DeviceSource
  private let variant: TrackmasterVariant
  private var integral: BeltIntegral
  private var counter: BeltCounter
  /// What was integrated before the counter came to life, and what it counted since.
  private var counted = Micrometres.zero
  private var pendingBreak: OriginBreak?
  private var isEmergency = false
  private var status: BeltState?
  private var toldBelt: BeltState?
  private var toldGrade: Int?
  private var hasToldIntegration = false
  private var raw = RawBytes()

  init(source: DeviceSource, variant: TrackmasterVariant, stallTime: Microseconds) {
    self.source = source
    self.variant = variant
    integral = BeltIntegral(unit: variant.unit, longestGap: stallTime)
    counter = BeltCounter(unit: variant.unit, fastestTenths: variant.fastestTenths)
  }

  /// Takes one answer; returns whether it makes sense.
  mutating func receive(
    _ answer: TrackmasterAnswer, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) -> Bool {
    raw = answer.raw
    switch answer.kind {
    case .beltStatus: receive(status: answer.raw[1], body)
    case .actualSpeed: return receive(speed: answer, at: instant, body)
    case .actualElevation: return receive(elevation: answer.number, body)
    case .distance: receive(distance: answer.number, at: instant, body)
    case .selfTest: restart(at: instant, body)
    case .other, .refused, .masterTimeOut: break
    }
    return true
  }

  // MARK: Belt

  private mutating func receive(status code: UInt8, _ body: (DeviceReport) -> Void) {
    guard variant.firstRequest == .beltStatus else { return }
    status =
      switch code {
      case UInt8(ascii: "1"): .stopped
      case UInt8(ascii: "2"), UInt8(ascii: "3"): .running
      default: .unknown
      }
    tellBelt(body)
  }

  private mutating func tellBelt(_ body: (DeviceReport) -> Void) {
    guard let state = isEmergency ? .emergencyStop : status, state != toldBelt else { return }
    toldBelt = state
    body(.belt(state))
  }

  /// A treadmill that tells no state of its belt shows it by the speed. A belt that runs backwards
  /// is neither running nor standing for a walk.
  private mutating func inferBelt(_ tenths: Int?) {
    guard variant.firstRequest != .beltStatus else { return }
    status = tenths.map { $0 > 0 ? .running : .stopped } ?? .unknown
  }

  // MARK: Speed and elevation

  private mutating func receive(
    speed answer: TrackmasterAnswer, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) -> Bool {
    if answer.number == Self.invalid {
      isEmergency = true
      tellBelt(body)
      return true
    }
    var tenths = answer.number
    if variant.firstDigit == .direction {
      guard answer.digit(0) == 0 || answer.digit(0) == 3 else { return false }
      tenths %= 1_000
      if answer.digit(0) == 3, tenths > 0 {
        runsBackwards(body)
        return true
      }
    }
    guard tenths <= variant.fastestTenths else { return false }
    isEmergency = false
    inferBelt(tenths)
    tellBelt(body)
    report(.speed(variant.unit.speed(tenths: tenths)), at: instant, variant.unit.speedStep, body)
    integrate(tenths, at: instant, body)
    return true
  }

  private mutating func runsBackwards(_ body: (DeviceReport) -> Void) {
    isEmergency = false
    inferBelt(nil)
    tellBelt(body)
    integral.interrupt()
  }

  /// Elevation comes in tenths of a per cent.
  private mutating func receive(elevation tenths: Int, _ body: (DeviceReport) -> Void) -> Bool {
    guard tenths <= Self.steepest else { return tenths == Self.invalid }
    let grade = tenths &* 10
    if grade != toldGrade { body(.grade(grade)) }
    toldGrade = grade
    return true
  }

  // MARK: Distance

  private mutating func integrate(
    _ tenths: Int, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    let join = integral.receive(tenths: tenths, at: instant)
    guard !counter.isAlive else { return }
    if join == .gap, pendingBreak == nil { pendingBreak = .gapTooLong }
    if !hasToldIntegration, integral.distance.count > 0 {
      hasToldIntegration = true
      body(.limit(.distanceIntegrated))
    }
    // No step is promised: it hangs on how often the speed is asked for.
    reportDistance(integral.distance, at: instant, resolution: 0, body)
  }

  private mutating func receive(
    distance count: Int, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    switch counter.receive(count, at: instant) {
    case .none: return
    case .alive: counted = integral.distance
    case .advanced(let way): counted = counted + way
    case .broken(let reason): pendingBreak = pendingBreak ?? reason
    }
    reportDistance(counted, at: instant, resolution: counter.step, body)
  }

  private mutating func reportDistance(
    _ distance: Micrometres, at instant: MonotonicInstant, resolution: Int64,
    _ body: (DeviceReport) -> Void
  ) {
    if let reason = pendingBreak { body(.broken(reason)) }
    report(
      .distance(distance), at: instant, resolution, isContinuous: pendingBreak == nil, body)
    pendingBreak = nil
  }

  /// The treadmill was switched on again: its belt stands and its counter begins anew.
  private mutating func restart(at instant: MonotonicInstant, _ body: (DeviceReport) -> Void) {
    guard status != nil || isEmergency else { return }
    status = .unknown
    isEmergency = false
    tellBelt(body)
    integral.interrupt()
    counter.restart(at: instant)
    pendingBreak = .deviceReset
  }

  private func report(
    _ value: ChannelValue, at instant: MonotonicInstant, _ resolution: Int64,
    isContinuous: Bool = true, _ body: (DeviceReport) -> Void
  ) {
    body(
      .reading(
        Reading(
          instant: instant, source: source, value: value, isContinuous: isContinuous,
          resolution: resolution, raw: raw)))
  }
}
