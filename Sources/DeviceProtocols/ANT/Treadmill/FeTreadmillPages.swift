import Readings

/// The readings of a treadmill out of its pages (facts section 3). The distance counter steps by 1 m
/// and is the truth between its steps too: nothing is integrated here.
struct FeTreadmillPages: Sendable {

  private let source: DeviceSource
  private var counters = FeCounters()
  private var activity: FeState.Activity?
  private var belt: BeltState?
  private var grade: Int?
  private var battery: DeviceBattery?
  private var told = Told()

  /// Which limits were told; each is told once.
  private struct Told: Sendable {
    var virtual = false
    var absent = false
    var other = false
  }

  init(source: DeviceSource) { self.source = source }

  /// Takes `page`.
  mutating func receive(
    _ page: AntPage, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    if let state = FeState(page) { receive(state.activity, body) }
    switch FePage(page) {
    case .general(let general): receive(general, page.raw, at: instant, body)
    case .settings(let settings):
      guard let incline = settings.incline.map(Int.init), incline != grade else { return }
      grade = incline
      body(.grade(incline))
    case .common(.battery(let page)):
      let now = DeviceBattery(page)
      if now != battery { body(.battery(now)) }
      battery = now
    case .metabolic, .treadmill, .capabilities, .common, .other: break
    }
  }

  private mutating func receive(_ now: FeState.Activity, _ body: (DeviceReport) -> Void) {
    // A treadmill that becomes ready sets its counters to 0.
    if now == .ready, let activity, activity != .ready { counters.wasReset() }
    activity = now
    let state = now.belt
    if state != belt { body(.belt(state)) }
    belt = state
  }

  private mutating func receive(
    _ page: FeGeneralPage, _ raw: RawBytes, at instant: MonotonicInstant,
    _ body: (DeviceReport) -> Void
  ) {
    guard page.equipment == 19 || page.equipment == 16 else {
      if !told.other { body(.limit(.notTreadmill)) }
      told.other = true
      return
    }
    if page.speedIsVirtual, !told.virtual { body(.limit(.speedVirtual)) }
    told.virtual = told.virtual || page.speedIsVirtual
    if let speed = page.speed {
      let value = ChannelValue.speed(MillimetresPerSecond(Int64(speed)))
      report(value, resolution: 1, isContinuous: true, raw, at: instant, body)
    }
    guard page.distanceEnabled else {
      if !told.absent { body(.limit(.distanceAbsent)) }
      told.absent = true
      return
    }
    var isContinuous = true
    if case .broken(let reason) = counters.receive(page, activity == .inUse, at: instant) {
      isContinuous = false
      body(.broken(reason))
    }
    report(
      .distance(counters.distance), resolution: FeCounters.metre, isContinuous: isContinuous, raw,
      at: instant, body)
  }

  private func report(
    _ value: ChannelValue, resolution: Int64, isContinuous: Bool, _ raw: RawBytes,
    at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    body(
      .reading(
        Reading(
          instant: instant, source: source, value: value, isContinuous: isContinuous,
          resolution: resolution, raw: raw)))
  }
}

extension FeState.Activity {
  /// What the belt does. "Finished or paused" is one state of the profile.
  fileprivate var belt: BeltState {
    switch self {
    case .asleep, .ready: .stopped
    case .inUse: .running
    case .finishedOrPaused: .paused
    case .unknown, .other: .unknown
    }
  }
}
