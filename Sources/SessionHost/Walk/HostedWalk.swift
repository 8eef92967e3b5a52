package import ControlSocket
package import Readings
package import SessionCapture
package import SessionRecord
import SessionStore
package import WalkProtocol

/// One session that this host runs: the live walk with its gates and its place in the chain.
///
/// The caller owns the clock and the devices, and calls `turn` or `advance` at least once in
/// `LiveWalk.longestTurn`.
package struct HostedWalk {
  /// The walk.
  package private(set) var walk: LiveWalk
  /// The kernel's boot id, 16 bytes.
  package let boot: [UInt8]
  /// Who walks, where.
  package let opening: SessionOpening
  /// The failure that keeps the journal from being written; the walk goes on in memory.
  package var journalFault: JournalFault? { walk.session.journalFault ?? flushFault }
  /// Why the opening could not be signed; the walk was then given up.
  package private(set) var openingFault: Complaint?
  private var flushFault: JournalFault?
  private let site: Site
  private let sealer: SessionSealer
  private var gates: GateWatch
  /// The gates that the walk machine has heard to hold; what the watch sees is heard a little later.
  private var passed: Set<Gate> = []
  private var isOpened = false
  private var toldEntries = 0
  /// The faults that a turn has told.
  var toldFaults = (journal: false, opening: false)
  private var distanceAtStart: Int64?

  /// Opens a session: creates its journal and prepares the walk.
  ///
  /// - Parameters:
  ///   - latest: the newest readings as the devices' feed keeps them.
  ///   - ticks: where ticks come from where time is simulated; nil for a sample loop over `latest`.
  ///   - readClock: reads the machine's clocks, and must not wait for anything.
  /// - Throws: `JournalFault` when there is no room, `Complaint` when the key cannot be read.
  package init(
    _ plan: WalkPlan, _ site: Site, latest: LatestReadings, ticks: TickSource? = nil,
    readClock: @escaping @Sendable () -> ClockReading = MachineClocks.reading,
    at now: MonotonicInstant
  ) throws {
    sealer = try site.sealer()
    var session = try CaptureSession(
      journalAt: "\(site.archive.journals)/\(plan.opening.session).journal",
      definition: plan.definition, protocolBytes: plan.protocolBytes, opening: plan.opening,
      boot: plan.boot, clock: readClock(), at: now)
    Self.prepare(&session, plan.opening, at: now)
    walk = Self.live(session, latest, ticks, readClock, at: now)
    boot = plan.boot
    opening = plan.opening
    self.site = site
    gates = GateWatch(plan.definition)
  }

  /// Goes on with a session whose process died.
  ///
  /// - Throws: `ResumeFault` when it cannot go on and has to be sealed as interrupted.
  package init(
    resuming journal: String, boot: [UInt8], _ site: Site, latest: LatestReadings,
    ticks: TickSource? = nil,
    readClock: @escaping @Sendable () -> ClockReading = MachineClocks.reading,
    at now: MonotonicInstant, longestGap: Microseconds
  ) throws {
    sealer = try site.sealer()
    var session = try CaptureSession(
      resuming: journal, boot: boot, clock: readClock(), at: now, longestGap: longestGap)
    guard let opening = session.engine.opening else { throw ResumeFault(.noWalk) }
    self.opening = opening
    self.boot = boot
    self.site = site
    isOpened = try site.hasOpenRecord(opening)
    gates = GateWatch(session.engine.machine.definition, isResumed: true)
    // The opening was on the disk, and what follows from it was not yet heard.
    if session.engine.machine.phase == .idle { Self.prepare(&session, opening, at: now) }
    walk = Self.live(session, latest, ticks, readClock, at: now)
  }

  /// At once, and not in the order of stamps: nothing can have come before it, and who opened the
  /// session asks next what is missing.
  private static func prepare(
    _ session: inout CaptureSession, _ opening: SessionOpening, at now: MonotonicInstant
  ) {
    let event = WalkEvent.prepare(trial: opening.trial, previousEnd: opening.previousEnd)
    _ = session.take(.command(event, by: opening.operatorCode), at: now)
  }

  /// The walk with the sample loop's ticks.
  private static func live(
    _ session: CaptureSession, _ latest: LatestReadings, _ ticks: TickSource?,
    _ readClock: @escaping @Sendable () -> ClockReading, at now: MonotonicInstant
  ) -> LiveWalk {
    LiveWalk(
      session, at: now, ticks: ticks ?? .loop(latest), latest: latest, readClock: readClock)
  }

  /// The walk machine.
  package var machine: WalkMachine { walk.machine }

  /// The journal of the session.
  package var journal: JournalWriter { walk.session.journal }

  /// True once nothing but sealing is left.
  package var isOver: Bool {
    switch machine.phase {
    case .closed, .abandoned, .interrupted: true
    case .idle, .preparing, .armed, .walking, .ended: false
    }
  }

  /// Takes input in that happened at `instant`.
  package mutating func offer(_ input: SessionInput, at instant: MonotonicInstant) {
    walk.offer(input, at: instant)
  }

  /// Lets the walk go on to `now`: hears what waits, watches the gates, signs the opening when the
  /// walk is armed.
  ///
  /// - Returns: what the walk machine did.
  package mutating func advance(
    to now: MonotonicInstant, hasButton: Bool, hasRoom: Bool
  ) -> [WalkAction] {
    let actions = walk.advance(to: now)
    for case .gateChecked(let gate, let result, at: _) in actions {
      if result == .passed { passed.insert(gate) } else { passed.remove(gate) }
    }
    if needsOpening { open(at: now) }
    // After a crash nobody here knows what the counter showed at START: absent is not zero.
    if actions.contains(where: \.starts) { distanceAtStart = row(at: now)[.distance]?.value }
    if [.preparing, .armed].contains(machine.phase) {
      let present = Channel.allCases.filter { row(at: now)[$0] != nil }
      // Where the journal cannot be written there is no room for a record: no walk starts.
      let sight = GateWatch.Sight(
        channels: present, hasButton: hasButton, hasRoom: hasRoom && journalFault == nil)
      for event in gates.changes(to: sight) { walk.offer(.command(event, by: "host"), at: now) }
    }
    return actions
  }

  /// Asked of the phase and not of the arming alone: a process may have died between the two.
  private var needsOpening: Bool {
    !isOpened && openingFault == nil && [.armed, .walking].contains(machine.phase)
  }

  /// In a chain nothing ends that was not opened, and no walk starts before its opening is signed.
  private mutating func open(at now: MonotonicInstant) {
    do {
      try signOpening()
    } catch {
      openingFault = Complaint(error)
      // Nothing was heard since the arming: a press that waits must not start the walk first.
      let place = walk.session.engine.lastInstant ?? now
      walk.offer(.command(.abandon(reason: "opening-not-signed"), by: "host"), at: place)
    }
  }

  private mutating func signOpening() throws {
    // What failed after the package had its name has signed it all the same; a session opens once.
    if try !site.hasOpenRecord(opening) {
      let position = try site.nextPosition(opening)
      let sealed = try sealer.sealOpening(of: walk.session, at: position, boot: boot)
      site.fileOrTell(sealed)
    }
    isOpened = true
  }

  /// Hears all that waits and brings it to the disk, for the process that goes on with the walk.
  ///
  /// - Returns: what the walk machine did.
  package mutating func handOver(at now: MonotonicInstant) -> [WalkAction] {
    let actions = walk.drain(at: now)
    do throws(JournalFault) { try journal.flush() } catch { flushFault = error }
    return actions
  }

  /// Seals the session, which is over, and files its package; the journal is then removed.
  ///
  /// - Throws: `Complaint` that says where the walk is kept and how to recover it.
  package mutating func seal(at now: MonotonicInstant) throws -> SealedPackage {
    _ = walk.drain(at: now)
    // Given up before it was armed.
    if !isOpened { try signOpening() }
    return try site.seal(walk.session, opening, by: sealer, boot: boot)
  }

  // MARK: What is told

  /// What each channel shows.
  package func row(at now: MonotonicInstant) -> SampleRow { walk.session.engine.row(at: now) }

  /// The events that entered the journal since the last call.
  package mutating func takeEvents() -> [SessionEvent] {
    let entries = walk.session.entries
    defer { toldEntries = entries.count }
    return entries.withoutSamples(from: toldEntries).compactMap { entry in
      entry.kind == .event ? SessionEvent(parsing: entry.payload) : nil
    }
  }

  /// The journal's events after `sequence`, at most `count`.
  package func events(after sequence: UInt32?, count: Int) -> [SessionEvent] {
    // An entry's place is its sequence: the protocol file is 0.
    let first = sequence.map { Int($0) + 1 } ?? 0
    return Array(
      walk.session.entries.withoutSamples(from: first).lazy.filter { $0.kind == .event }
        .compactMap { SessionEvent(parsing: $0.payload) }.prefix(count))
  }

  /// What the channels show, for screens.
  package func values(at now: MonotonicInstant) -> LiveValues {
    let row = row(at: now)
    let timeline = machine.timeline
    let walked: Micrometres? =
      if let distance = row[.distance]?.value, let from = distanceAtStart, distance >= from {
        Micrometres(distance - from)
      } else {
        nil
      }
    return LiveValues(
      now: now, elapsed: timeline.start.map { (timeline.end?.at ?? now) - $0 }, walked: walked,
      row: row)
  }

  /// Where the walk stands.
  package func status(at now: MonotonicInstant) -> WalkStatus {
    let definition = machine.definition
    let timeline = machine.timeline
    let choice = WalkChoice(
      protocolID: definition.id, subject: opening.subject, visit: opening.visit,
      trial: opening.trial, operatorCode: opening.operatorCode)
    var status = WalkStatus(
      phase: machine.phase, now: now, walk: OpenWalk(session: opening.session, choice))
    status.waived = timeline.waivers.map(\.gate)
    let answered = Set(timeline.answers.map(\.question))
    switch machine.phase {
    case .preparing, .armed:
      let holding = passed.subtracting(gates.missing).union(status.waived)
      status.missing = Gate.required(by: definition).filter { !holding.contains($0) }
      status.questions = definition.questionsBefore.filter { !answered.contains($0.id) }
    case .ended: status.questions = definition.questionsAfter.filter { !answered.contains($0.id) }
    default: break
    }
    status.start = timeline.start
    status.end = timeline.end?.at
    status.endReason = timeline.end?.reason
    status.marks = timeline.marks
    status.isResting = timeline.rests.last.map { $0.end == nil } ?? false
    return status
  }
}
