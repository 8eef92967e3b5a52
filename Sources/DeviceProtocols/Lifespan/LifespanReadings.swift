import Readings

/// What the registers of a LifeSpan base tell, as reports.
struct LifespanReadings: Sendable {
  /// Register values per mph, and the value of a belt that stands (facts section 6).
  private static let perMilePerHour: Int64 = 235
  private static let standing: UInt16 = 50
  /// 1/235 mph, to the next mm/s above.
  private static let speedStep: Int64 = 2
  /// Registers that the console writes: start, pause, steps.
  private static let startRegister: UInt16 = 0x0001
  private static let pauseRegister: UInt16 = 0x0002

  private let source: DeviceSource
  private var steps = StepCounter()
  private var pendingBreak: OriginBreak?
  private var hasToldLimits = false
  private var isPaused = false
  private var toldBelt: BeltState?
  private var toldModel: UInt16?

  init(source: DeviceSource) { self.source = source }

  /// Takes the value of a register that was read.
  mutating func receive(
    _ value: UInt16, of request: LifespanRequest, raw: RawBytes, at instant: MonotonicInstant,
    _ body: (DeviceReport) -> Void
  ) {
    switch request {
    case .speed: receive(speed: value, raw: raw, at: instant, body)
    case .steps:
      if let reason = steps.receive(value, at: instant) { pendingBreak = pendingBreak ?? reason }
      tellStrides(raw: raw, at: instant, body)
    case .model:
      guard value != toldModel else { return }
      toldModel = value
      let model = "0x\(String(value, radix: 16, uppercase: true))"
      body(.identity(DeviceIdentity(driver: LifespanDecoder.driver, serial: "", model: model)))
    }
  }

  /// Takes what the console writes, once from it and once more as the base confirms it.
  mutating func receive(
    write value: UInt16, to register: UInt16, at instant: MonotonicInstant,
    _ body: (DeviceReport) -> Void
  ) {
    switch register {
    case Self.startRegister: isPaused = false
    case Self.pauseRegister:
      isPaused = true
      tell(.paused, body)
    case LifespanRequest.steps.rawValue:
      if steps.reset(at: instant) { pendingBreak = .deviceReset }
    default: break
    }
  }

  private mutating func receive(
    speed value: UInt16, raw: RawBytes, at instant: MonotonicInstant,
    _ body: (DeviceReport) -> Void
  ) {
    if !hasToldLimits {
      hasToldLimits = true
      body(.limit(.speedVirtual))
      body(.limit(.distanceAbsent))
    }
    let stands = value <= Self.standing
    if !stands { isPaused = false }
    tell(stands ? (isPaused ? .paused : .stopped) : .running, body)
    report(
      .speed(stands ? MillimetresPerSecond(0) : Self.speed(value)), Self.speedStep, raw: raw,
      at: instant, body)
  }

  /// value / 235 mph, rounded to the nearest mm/s; 1 mph is 447.04 mm/s.
  private static func speed(_ value: UInt16) -> MillimetresPerSecond {
    let hundredths = Int64(value) &* 44_704
    let divisor = perMilePerHour &* 100
    return MillimetresPerSecond((hundredths &+ divisor / 2) / divisor)
  }

  /// Two steps make a stride; an odd step waits for its second.
  private mutating func tellStrides(
    raw: RawBytes, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    if let reason = pendingBreak { body(.broken(reason)) }
    report(
      .strides(steps.total / 2), 1, isContinuous: pendingBreak == nil, raw: raw, at: instant, body)
    pendingBreak = nil
  }

  private mutating func tell(_ state: BeltState, _ body: (DeviceReport) -> Void) {
    guard state != toldBelt else { return }
    toldBelt = state
    body(.belt(state))
  }

  private func report(
    _ value: ChannelValue, _ resolution: Int64, isContinuous: Bool = true, raw: RawBytes,
    at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    body(
      .reading(
        Reading(
          instant: instant, source: source, value: value, isContinuous: isContinuous,
          resolution: resolution, raw: raw)))
  }
}
