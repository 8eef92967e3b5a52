import ControlSocket
import DeviceProtocols
import Readings
import SessionCapture
import WalkProtocol

/// A walk behind the control socket: a real engine hears what is asked, and what it says is what
/// clients are told. Devices are scripted.
struct ProbeWalk {
  private(set) var engine: SessionEngine?
  private(set) var events: [SessionEvent] = []
  private var open: OpenWalk?
  private var passed: Set<Gate> = []
  private var answered: Set<String> = []
  private var opened = 0
  /// The channels that tell.
  var channels: Set<Channel> = []
  /// The devices.
  var devices: [DeviceLine] = [
    DeviceLine(
      role: .treadmill, source: DeviceSource(1), state: .streaming,
      driver: .trackmaster, model: "TMX428", serial: "TM0001"),
    DeviceLine(
      role: .stick, source: DeviceSource(2), state: .searching,
      advice: "Plug the ANT stick in."),
    DeviceLine(
      role: .button, source: DeviceSource(3), state: .streaming, model: "foot switch"),
  ]

  // MARK: Asked

  /// Does what a client asks; the events are to be published.
  mutating func answer(
    _ call: ControlCall, at now: MonotonicInstant
  ) -> (Result<ControlResult, ControlFault>, [SessionEvent]) {
    switch call.request {
    case .status: return (.success(.status(status(at: now))), [])
    case .devices: return (.success(.devices(devices)), [])
    case .journal(let after, let count):
      let later = events.filter { event in after.map { event.sequence > $0 } ?? true }
      return (.success(.journal(fitting: later.prefix(count))), [])
    case .prepare(let choice): return prepare(choice, at: now)
    default:
      guard let event = call.request.walkEvent else {
        return (.failure(ControlFault(.failed, "The probe cannot do that.")), [])
      }
      return say(event, by: call.person, at: now)
    }
  }

  private mutating func prepare(
    _ choice: WalkChoice, at now: MonotonicInstant
  ) -> (Result<ControlResult, ControlFault>, [SessionEvent]) {
    if let engine, ![.closed, .abandoned, .interrupted].contains(engine.machine.phase) {
      return say(.prepare(trial: choice.trial, previousEnd: nil), by: nil, at: now)
    }
    guard let found = try? ShippedProtocols.definition(id: choice.protocolID) else {
      let fault = ControlFault(
        .failed, "There is no protocol \(choice.protocolID); choose another.",
        reason: "protocol-unknown")
      return (.failure(fault), [])
    }
    opened += 1
    let session = "10111213-1415-4617-9819-00000000000\(opened % 10)"
    var fresh = SessionEngine(definition: found)
    let opening = SessionOpening(
      session: session, study: "WTT", site: "001", device: "wt01", subject: choice.subject,
      visit: choice.visit, trial: choice.trial, operatorCode: choice.operatorCode)
    let entries = fresh.take(.session(opening), at: now).entries
    engine = fresh
    open = OpenWalk(session: session, choice)
    (events, passed, answered) = (Self.events(entries), [], [])
    var told = events
    let (result, more) = say(.prepare(trial: choice.trial, previousEnd: nil), by: nil, at: now)
    told += more
    if case .failure = result { return (result, told) }
    for gate in [Gate.subject, .protocol, .storage, .clock] {
      told += say(.gate(gate, .passed), by: "host", at: now).1
    }
    return (.success(.opened(session: session)), told)
  }

  /// Lets the gates pass whose devices are there by now.
  mutating func checkGates(at now: MonotonicInstant) -> [SessionEvent] {
    guard let engine, engine.machine.phase == .preparing else { return [] }
    let there = Gate.required(by: engine.machine.definition).filter { gate in
      switch gate {
      case .channel(let channel): channels.contains(channel)
      case .button: devices.contains { $0.role == .button && $0.state == .streaming }
      case .subject, .protocol, .storage, .clock: true
      }
    }
    return there.filter { !passed.contains($0) }
      .flatMap { say(.gate($0, .passed), by: "host", at: now).1 }
  }

  private mutating func say(
    _ event: WalkEvent, by person: String?, at now: MonotonicInstant
  ) -> (Result<ControlResult, ControlFault>, [SessionEvent]) {
    guard var engine else {
      let code = Rejection.Code.nothingPrepared
      return (.failure(ControlFault(.rejected, code.advice, reason: code.rawValue)), [])
    }
    let step = engine.take(
      .command(event, by: person ?? open?.choice.operatorCode ?? "host"), at: now)
    self.engine = engine
    let told = Self.events(step.entries)
    events += told
    if let rejection = step.actions.compactMap(\.rejection).first {
      let (advice, reason) = (rejection.code.advice, rejection.code.rawValue)
      return (.failure(ControlFault(.rejected, advice, reason: reason)), told)
    }
    switch event {
    case .gate(let gate, .passed), .waive(let gate, _): passed.insert(gate)
    case .answer(let question, _): answered.insert(question)
    default: break
    }
    return (.success(.done), told)
  }

  /// Time has come this far.
  mutating func tick(at now: MonotonicInstant) -> [SessionEvent] {
    guard var engine else { return [] }
    let told = Self.events(engine.take(.sample, at: now).entries)
    self.engine = engine
    events += told
    return told
  }

  private static func events(_ entries: some Sequence<JournalEntry>) -> [SessionEvent] {
    entries.filter { $0.kind == .event }.compactMap { SessionEvent(parsing: $0.payload) }
  }

  // MARK: Told

  func status(at now: MonotonicInstant) -> WalkStatus {
    guard let machine = engine?.machine else { return WalkStatus(phase: .idle, now: now) }
    let timeline = machine.timeline
    var status = WalkStatus(phase: machine.phase, now: now, walk: open)
    if machine.phase == .preparing {
      status.missing = Gate.required(by: machine.definition).filter { !passed.contains($0) }
      status.questions = machine.definition.questionsBefore
    }
    if machine.phase == .ended { status.questions = machine.definition.questionsAfter }
    status.questions.removeAll { answered.contains($0.id) }
    status.start = timeline.start
    status.end = timeline.end?.at
    status.endReason = timeline.end?.reason
    status.marks = timeline.marks
    status.isResting = timeline.rests.last.map { $0.end == nil } ?? false
    return status
  }

  func values(at now: MonotonicInstant) -> LiveValues {
    let start = engine?.machine.timeline.start
    let elapsed = start.map { now - $0 }
    let scripted: [Channel: Int64] = [
      .speed: 536, .distance: (elapsed?.count ?? 0) / 1_000 * 536,
      .strides: (elapsed?.count ?? 0) / 1_100_000,
    ]
    var row = SampleRow()
    for channel in channels {
      row[channel] = SampleRow.Cell(value: scripted[channel] ?? 0, age: .milliseconds(120))
    }
    return LiveValues(
      now: now, elapsed: elapsed,
      walked: channels.contains(.distance) ? scripted[.distance].map(Micrometres.init) : nil,
      row: row)
  }
}
