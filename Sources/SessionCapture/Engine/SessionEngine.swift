import DeviceProtocols
public import Readings
public import StrictJSON
public import WalkProtocol

/// The whole test as a pure value: what is heard goes in, journal entries come out, and the walk
/// machine, the decoders and the sample rows are inside. It reads no clock and does no I/O, so the
/// same inputs give the same bytes live, in recovery, in replay and in verification.
public struct SessionEngine: Sendable {
  /// What one input brought about.
  public struct Step: Hashable, Sendable {
    /// The entries to journal, in order; the first is the input itself.
    public var entries: [JournalEntry]
    /// What the walk machine did.
    public var actions: [WalkAction]
  }

  /// The walk.
  public private(set) var machine: WalkMachine
  /// Who walks; nil before the `session` input.
  public private(set) var opening: SessionOpening?
  /// The latest instant of anything heard: how far time is proven. Nil before the first input.
  public private(set) var lastInstant: MonotonicInstant?
  /// The newest sample row's instant, on whose grid the next ticks lie; nil before the first.
  public private(set) var lastTick: MonotonicInstant?
  private var nextSequence: UInt32 = 1
  private var latest = LatestValues()
  private var owners: ChannelOwners
  /// The buttons of each source that are down.
  private var closedContacts: [DeviceSource: Set<Int>] = [:]
  private var travel = TravelTrace()
  private var sources: [DeviceSource: SourceDevice] = [:]
  private var quality: SessionQuality
  private var tornBytes = 0

  /// An engine for one walk by `definition`.
  public init(definition: ProtocolDefinition) {
    machine = WalkMachine(definition: definition)
    owners = ChannelOwners(definition)
    quality = SessionQuality(sampleRate: definition.sampleRate)
  }

  /// Hears one input and says what follows from it.
  public mutating func take(_ input: SessionInput, at instant: MonotonicInstant) -> Step {
    var step = Step(entries: [], actions: [])
    switch input {
    case .frame(let frame):
      append(.frame, payload: frame.payload, at: instant, to: &step)
      hear(frame, at: instant, &step)
    case .sample: sample(at: instant, &step)
    default:
      if let event = input.event(sequence: nextSequence, at: instant) {
        append(.event, payload: event.json.compactBytes, at: instant, to: &step)
      }
      hear(input, at: instant, &step)
    }
    lastInstant = lastInstant.map { max($0, instant) } ?? instant
    return step
  }

  /// What each channel shows at `instant`; nil where it is absent.
  public func row(at instant: MonotonicInstant) -> SampleRow { latest.row(at: instant) }

  /// The device whose readings of `channel` count; nil when none has told it yet.
  public func owner(of channel: Channel) -> DeviceSource? { owners.owner(of: channel) }

  /// The walk as the record tells it, without its quality block.
  public var summary: WalkSummary {
    WalkSummary(
      timeline: machine.timeline, definition: machine.definition, travel: travel,
      stridesOriginator: stridesOriginator)
  }

  /// The record's `walk` block.
  public var walk: JSONValue {
    let summary = summary
    let links = sources.sorted { $0.key.number < $1.key.number }.map { source, device in
      device.decoder.qualityJSON(
        source: source, driver: device.driver, channels: owners.channels(of: source))
    }
    return summary.json(
      quality: quality.json(
        links: links, distanceMillimetres: summary.outcome?.distanceMm,
        strides: summary.outcome?.strides))
  }

  private mutating func hear(
    _ input: SessionInput, at instant: MonotonicInstant, _ step: inout Step
  ) {
    switch input {
    case .session(let opening): self.opening = self.opening ?? opening
    case .clock(let reading):
      for change in quality.note(reading, at: instant) {
        say(.clockChange, change.members, at: instant, &step)
      }
    case .ticksMissing(let ticks): quality.note(ticks)
    case .sampleLoop(let evidence): quality.note(evidence)
    case .torn(let bytes): note(tornBytes: bytes)
    case .resumed(_, let bytes): resume(droppedBytes: bytes, at: instant, &step)
    case .device(let change):
      take(change)
      if change.state == .lost { letGo(of: change.source, at: instant, &step) }
    case .edge(let source, let edge):
      closedContacts[source, default: []].remove(edge.button)
      if edge.isPress { closedContacts[source, default: []].insert(edge.button) }
      apply(.edge(edge), at: instant, &step)
    case .trouble(let source, .edgesLost): letGo(of: source, at: instant, &step)
    case .trouble: break
    case .command(let event, _): apply(event, at: instant, &step)
    case .frame, .sample: break
    }
  }

  /// Nobody knows where the contacts of `source` are: none of them counts as held any more, because
  /// a release that was lost must not become the hold that ends a walk.
  private mutating func letGo(
    of source: DeviceSource, at instant: MonotonicInstant, said: MonotonicInstant? = nil,
    _ step: inout Step
  ) {
    for button in (closedContacts.removeValue(forKey: source) ?? []).sorted() {
      apply(.edge(ButtonEdge(button: button, isPress: false)), at: instant, said: said, &step)
    }
  }

  /// Another process goes on: every device is as if lost. Contacts are let go at the last instant
  /// proven and not now, because nobody knows whether a button was held through the gap, and a hold
  /// that nobody saw must not end a walk. The channels are silent since their last readings; what
  /// the counters tell afterwards is judged by the decoders' own rules for a gap.
  private mutating func resume(
    droppedBytes: Int, at instant: MonotonicInstant, _ step: inout Step
  ) {
    if droppedBytes > 0 { note(tornBytes: droppedBytes) }
    for source in closedContacts.keys.sorted(by: { $0.number < $1.number }) {
      letGo(of: source, at: lastInstant ?? instant, said: instant, &step)
    }
    for source in sources.keys { sources[source]?.decoder.restart() }
    for (channel, since) in latest.fallSilent() where hearsChannels {
      apply(.deviceLost(channel), at: since, said: instant, &step)
    }
  }

  private mutating func note(tornBytes bytes: Int) {
    tornBytes &+= bytes
    quality.note(tornBytes: tornBytes)
  }

  private mutating func take(_ change: DeviceChange) {
    if sources[change.source] == nil {
      let choice = DriverChoice(driver: change.driver, variant: change.variant)
      guard let decoder = choice.makeDecoder(source: change.source) else { return }
      sources[change.source] = SourceDevice(driver: change.driver, decoder: decoder)
    }
    // A message left unfinished by a device that went away will not be finished by the next one.
    if change.state == .opening { sources[change.source]?.decoder.restart() }
  }

  private mutating func hear(
    _ frame: DeviceFrame, at instant: MonotonicInstant, _ step: inout Step
  ) {
    quality.noteFrame()
    guard var device = sources.removeValue(forKey: frame.source) else { return }
    var reports: [DeviceReport] = []
    switch frame.direction {
    case .received: device.decoder.receive(frame.bytes, at: instant) { reports.append($0) }
    case .sent: device.decoder.sent(frame.bytes, at: instant)
    }
    sources[frame.source] = device
    for report in reports { take(report, from: frame.source, device.driver, at: instant, &step) }
  }

  private mutating func take(
    _ report: DeviceReport, from source: DeviceSource, _ driver: DriverID,
    at instant: MonotonicInstant, _ step: inout Step
  ) {
    switch report {
    case .reading(let reading):
      let isStarted = machine.timeline.start != nil
      guard owners.admit(reading, from: driver, isStarted: isStarted) else { return }
      let channel = reading.value.channel
      guard case .back(let continuous) = latest.take(reading),
        machine.timeline.gaps.contains(where: { $0.channel == channel && $0.end == nil })
      else { return }
      apply(.deviceBack(channel, continuous: continuous), at: instant, &step)
    default:
      if case .identity(let identity) = report { sources[source]?.identity = identity }
      guard let (kind, members) = report.said(by: source) else { return }
      say(kind, members, at: instant, &step)
    }
  }

  /// Who counted the strides, as `device:<driver>:<serial>`; nil when nobody did.
  private var stridesOriginator: String? {
    let owner = sources.first { owners.channels(of: $0.key).contains(.strides) }?.value
    return owner.map { device in
      "device:\(device.driver.rawValue):\(device.identity?.serial ?? device.decoder.serial ?? "")"
    }
  }

  private mutating func sample(at instant: MonotonicInstant, _ step: inout Step) {
    let lost = latest.becomeStale(at: instant)
    let row = latest.row(at: instant)
    append(.sample, payload: row.payload, at: instant, to: &step)
    lastTick = instant
    for (channel, since) in lost where hearsChannels {
      apply(.deviceLost(channel), at: since, said: instant, &step)
    }
    travel.append(
      at: instant, speed: row[.speed]?.value, distanceUm: row[.distance]?.value,
      strides: row[.strides]?.value, distanceContinuous: !latest.takeBreak(of: .distance),
      stridesContinuous: !latest.takeBreak(of: .strides))
    let wasWalking = machine.phase == .walking
    apply(.tick, at: instant, &step)
    quality.note(row, at: instant, walking: wasWalking && machine.phase == .walking)
  }

  /// Gaps belong to a walk that is prepared and not yet sealed.
  private var hearsChannels: Bool {
    [.preparing, .armed, .walking, .ended].contains(machine.phase)
  }

  private mutating func apply(
    _ event: WalkEvent, at instant: MonotonicInstant, said: MonotonicInstant? = nil,
    _ step: inout Step
  ) {
    for action in machine.apply(event, at: instant) {
      step.actions.append(action)
      let (kind, members) = action.said
      say(kind, members, at: said ?? instant, &step)
    }
  }

  private mutating func say(
    _ kind: SessionEvent.Kind, _ members: [(String, JSONValue)], at instant: MonotonicInstant,
    _ step: inout Step
  ) {
    let event = SessionEvent(
      sequence: nextSequence, instant: instant, kind: kind, members: members)
    append(.event, payload: event.json.compactBytes, at: instant, to: &step)
  }

  private mutating func append(
    _ kind: JournalEntry.Kind, payload: [UInt8], at instant: MonotonicInstant, to step: inout Step
  ) {
    step.entries.append(
      JournalEntry(kind: kind, sequence: nextSequence, instant: instant, payload: payload))
    nextSequence &+= 1
  }
}

/// A device of the session, as far as its bytes are read.
private struct SourceDevice: Sendable {
  var driver: DriverID
  var decoder: any DeviceDecoder
  var identity: DeviceIdentity?
}
