import Readings

/// The readings of a pod out of its pages.
struct FootPodPages: Sendable {
  /// 1/256 m/s, to the next mm/s above (facts section 2, page 1).
  static let speedStep: Int64 = 4

  private let source: DeviceSource
  private var counters = SdmCounters()
  private var fields: SdmFields?
  private var status: SdmStatus?
  private var battery: DeviceBattery?
  private var hasBatteryPage = false
  private var hasToldSpeed = false
  private var raw = RawBytes()
  private var totalsAsked: (tries: Int, last: MonotonicInstant)?

  init(source: DeviceSource) { self.source = source }

  /// Takes `page`, whose bytes are `raw`.
  mutating func receive(
    _ page: SdmPage, raw: RawBytes, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    self.raw = raw
    switch page {
    case .main(let main): receive(main, at: instant, body)
    case .supplementary(let page):
      receive(page.status, body)
      report(page.speed, isResting: nil, at: instant, body)
    case .totals(let totals): receive(totals, at: instant, body)
    case .capabilities(let told):
      if told != fields { body(.fields(told)) }
      fields = told
    case .common(.battery(let page)):
      hasBatteryPage = true
      report(DeviceBattery(page), body)
    case .common, .other: break
    }
  }

  private mutating func receive(
    _ page: SdmMainPage, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    let step = counters.receive(page, at: instant)
    var isContinuous = true
    if case .broken(let reason) = step.continuity {
      isContinuous = false
      totalsAsked = nil
      body(.broken(reason.origin))
    }
    let isResting = step.continuity == .exact ? step.distance == 0 : nil
    report(page.speed, isResting: isResting, at: instant, body)
    reportTotals(at: instant, isContinuous: isContinuous, body)
    askForTotals(at: instant, body)
  }

  private mutating func receive(
    _ totals: SdmTotalsPage, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    guard let span = counters.receive(totals, at: instant) else { return }
    body(
      .bridged(distance: Micrometres(span.sixteenths &* 62_500), strides: span.strides))
    reportTotals(at: instant, isContinuous: true, body)
  }

  private func reportTotals(
    at instant: MonotonicInstant, isContinuous: Bool, _ body: (DeviceReport) -> Void
  ) {
    func report(_ value: ChannelValue, resolution: Int64) {
      body(
        .reading(
          Reading(
            instant: instant, source: source, value: value, isContinuous: isContinuous,
            resolution: resolution, raw: raw)))
    }
    if fields?.contains(.distance) ?? true {
      report(.distance(counters.distance), resolution: 62_500)
    }
    // The stride count is the one field that every pod must supply.
    report(.strides(counters.strides), resolution: 1)
  }

  /// A pod that says which fields are valid is believed. Of another one a speed of 0 counts once it
  /// has told a speed, or while its distance stands still: else it may not supply speed at all.
  private mutating func report(
    _ speed: SdmSpeed, isResting: Bool?, at instant: MonotonicInstant,
    _ body: (DeviceReport) -> Void
  ) {
    if speed.count != 0 { hasToldSpeed = true }
    let isSupplied = fields?.contains(.speed) ?? (hasToldSpeed || isResting == true)
    guard isSupplied else { return }
    body(
      .reading(
        Reading(
          instant: instant, source: source, value: .speed(speed.millimetresPerSecond),
          resolution: Self.speedStep, raw: raw)))
  }

  private mutating func receive(_ told: SdmStatus, _ body: (DeviceReport) -> Void) {
    if told != status { body(.status(told)) }
    status = told
    // Page 82 tells more exactly, with levels that the two bits of the status cannot say.
    if !hasBatteryPage { report(DeviceBattery(told.battery), body) }
  }

  private mutating func report(_ told: DeviceBattery, _ body: (DeviceReport) -> Void) {
    if told != battery { body(.battery(told)) }
    battery = told
  }

  private mutating func askForTotals(at instant: MonotonicInstant, _ body: (DeviceReport) -> Void) {
    guard counters.wantsTotals else {
      totalsAsked = nil
      return
    }
    if let asked = totalsAsked {
      guard asked.tries < FootPodDecoder.totalsTries,
        instant - asked.last >= FootPodDecoder.totalsWait
      else { return }
    }
    totalsAsked = ((totalsAsked?.tries ?? 0) + 1, instant)
    body(.totalsWanted)
  }
}

extension SdmCounters.Break {
  /// The break as a report tells it.
  fileprivate var origin: OriginBreak {
    switch self {
    case .tooLong: .gapTooLong
    case .timeDisagrees: .timeDisagrees
    case .distanceJumped: .distanceJumped
    }
  }
}
