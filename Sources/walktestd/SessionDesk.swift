import CLinuxIO
import ControlSocket
import DeviceHost
import Logging
import Readings
import SessionCapture
import SessionHost
import SessionRecord
import SessionStore
import SiteConfiguration
import WalkProtocol

/// The clinic's day on one thread: at most one session at a time, opened, attended to every 20 ms
/// and whenever something is due, sealed, and told to those who look on.
actor SessionDesk {
  /// How often channel values are told.
  static let valuesPeriod = Microseconds.milliseconds(250)
  /// How often the room on the disk is looked at.
  static let roomPeriod = Microseconds.seconds(5)

  /// A command that was offered to the walk and not yet heard.
  private struct Offered {
    var kind: EventKind
    var at: MonotonicInstant
    var heard: CheckedContinuation<Rejection?, Never>
  }

  let configuration: SiteConfiguration
  let site: Site
  let log: Logger
  let clocks: WitnessedClocks
  let publish: @Sendable (ControlEvent) -> Void
  var hosted: HostedWalk?
  var feed: DeviceFeed?
  var isPreparing = false
  var pulse = DeskPulse()
  private let loop: EventLoop
  private let lock: ArchiveLock
  private var offered: [Offered] = []
  private var sealWaiters: [CheckedContinuation<Complaint?, Never>] = []
  /// What became of the session before.
  private var lastSealed: (session: String, complaint: Complaint?)?
  private var lastStatus: WalkStatus?
  private var nextValues = MonotonicInstant(microseconds: 0)
  private var room = (checkAt: MonotonicInstant(microseconds: 0), isEnough: true)

  /// A desk over the store of the settings; nothing is opened yet.
  ///
  /// - Parameters:
  ///   - clocks: the machine's clocks.
  ///   - publish: is called on the desk's thread and must not wait.
  /// - Throws: `StoreFault` when there is no store or another process captures into it.
  init(
    _ configuration: SiteConfiguration, log: Logger, clocks: WitnessedClocks,
    publish: @escaping @Sendable (ControlEvent) -> Void
  ) throws {
    self.configuration = configuration
    self.log = log
    self.clocks = clocks
    self.publish = publish
    site = try Site(
      opening: configuration.storeDirectory, deviceKey: configuration.deviceKey().path
    ) { sentence in
      log.error("\(sentence)")
    }
    lock = try ArchiveLock(capturing: site.archive)
    loop = try EventLoop(name: "desk")
  }

  deinit { loop.stop() }

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  // MARK: Attending

  /// Opens the desk for `walk`, and tells it.
  func host(_ walk: HostedWalk) {
    hosted = walk
    lastStatus = nil
    attend()
  }

  /// Where the walk stands; without a session nothing but the phase idle.
  func status() -> WalkStatus {
    hosted?.status(at: MachineClocks.now) ?? WalkStatus(phase: .idle, now: MachineClocks.now)
  }

  /// How the desk stands, in a line for `systemctl status`; no codes of subjects.
  func line() -> String {
    guard let hosted else { return "idle" }
    return "session \(hosted.opening.session): \(hosted.machine.phase.rawValue)"
  }

  /// Lets the walk go on to now.
  private func attend() {
    let now = MachineClocks.now
    for input in feed?.take() ?? [] { hosted?.offer(input.input, at: input.at) }
    for notice in feed?.takeNotices() ?? [] { log.notice("\(notice)") }
    let hasButton = feed?.hasButton ?? false
    let turn = hosted?.turn(to: now, hasButton: hasButton, hasRoom: hasRoom(at: now))
    if let fault = turn?.journalFault {
      log.critical("The journal cannot be written: \(fault) The times go on in memory.")
    }
    if let fault = turn?.openingFault {
      log.critical("The opening of the session cannot be signed: \(fault)")
    }
    answer(turn?.actions ?? [], heardUpTo: turn?.heardUpTo ?? now)
    tell(turn?.actions ?? [], turn?.events ?? [], at: now)
    if turn?.isOver == true { finish(at: now) }
    rearm(turn?.nextTurn)
  }

  /// Attends again at `instant`, while a session is open.
  private func rearm(_ instant: MonotonicInstant?) {
    guard hosted != nil, let instant else { return loop.setDeadline(nil) {} }
    loop.setDeadline(instant) { [weak self] in
      self?.assumeIsolated { $0.attend() }
    }
  }

  private func hasRoom(at now: MonotonicInstant) -> Bool {
    if now >= room.checkAt {
      room = (
        now + Self.roomPeriod,
        DiskRoom.isEnough(UInt64(configuration.storeReserve), at: configuration.storeDirectory)
      )
    }
    return room.isEnough
  }

  // MARK: Commands

  /// Says `event` to the walk, by `person`, and waits until it was heard.
  ///
  /// - Returns: why the walk machine rejected it; nil when it did not.
  func say(_ event: WalkEvent, by person: String) async -> Rejection? {
    let now = MachineClocks.now
    return await withCheckedContinuation { heard in
      hosted?.offer(.command(event, by: person), at: now)
      offered.append(Offered(kind: event.kind, at: now, heard: heard))
    }
  }

  /// Waits until `session`, which is over, is sealed.
  ///
  /// - Returns: why it could not be; nil when it was.
  func sealed(_ session: String) async -> Complaint? {
    // Often it is by now: the command that ends a session is answered in the turn that seals it.
    if let lastSealed, lastSealed.session == session { return lastSealed.complaint }
    guard hosted?.opening.session == session else { return nil }
    return await withCheckedContinuation { sealWaiters.append($0) }
  }

  /// Why the opening of `session` could not be signed; the session may be over by now.
  func openingFault(of session: String) -> Complaint? {
    if let hosted, hosted.opening.session == session { return hosted.openingFault }
    return lastSealed.flatMap { $0.session == session ? $0.complaint : nil }
  }

  /// Tells those who gave commands what became of them; each rejection belongs to the oldest
  /// command of its kind.
  private func answer(_ actions: [WalkAction], heardUpTo horizon: MonotonicInstant) {
    var rejections = actions.compactMap(\.rejection)
    while let first = offered.first, first.at <= horizon {
      offered.removeFirst()
      let index = rejections.firstIndex { $0.event == first.kind }
      first.heard.resume(returning: index.map { rejections.remove(at: $0) })
    }
  }

  // MARK: Telling

  private func tell(_ actions: [WalkAction], _ events: [SessionEvent], at now: MonotonicInstant) {
    for event in events { publish(.action(event)) }
    for case .prompt(let prompt, at: _) in actions {
      publish(.prompt(text: prompt.text, due: prompt.at))
    }
    if !events.isEmpty || lastStatus == nil { tellStatus() }
    if now >= nextValues, let values = hosted?.values(at: now) {
      nextValues = now + Self.valuesPeriod
      publish(.values(values))
    }
  }

  private func tellStatus() {
    var status = status()
    let told = status
    // The instant alone is no news.
    status.now = lastStatus?.now ?? status.now
    guard status != lastStatus else { return }
    lastStatus = status
    publish(.state(told))
  }

  // MARK: The end

  private func finish(at now: MonotonicInstant) {
    guard var walk = hosted else { return }
    // A command given while the session came to its end finds no walk any more.
    for waiting in offered {
      waiting.heard.resume(returning: Rejection(after: walk.machine.phase, waiting.kind))
    }
    offered = []
    feed?.closeSession()
    let complaint = seal(&walk, at: now)
    lastSealed = (walk.opening.session, complaint)
    for event in walk.takeEvents() { publish(.action(event)) }
    hosted = nil
    for waiter in sealWaiters { waiter.resume(returning: complaint) }
    sealWaiters = []
    tellStatus()
    Self.giveMemoryBack()
  }

  /// Gives the system back what sealing or reading a whole journal took and needs no more; the C
  /// library would keep it.
  static func giveMemoryBack() { linuxio_trim_heap() }

  private func seal(_ walk: inout HostedWalk, at now: MonotonicInstant) -> Complaint? {
    let session = Logger.MetadataValue.string(walk.opening.session)
    do {
      let sealed = try walk.seal(at: now)
      let verdict = try site.verifier().verify(sealed.path)
      guard verdict.isGood else {
        let codes = verdict.faults.map(\.code.rawValue).joined(separator: ", ")
        log.critical("A sealed record does not verify: \(codes)", metadata: ["session": session])
        return Complaint("The record is sealed, but verification refuses it: \(codes).", .finding)
      }
      log.notice(
        "session sealed",
        metadata: ["session": session, "kind": "\(sealed.record.record.kind.rawValue)"])
      return walk.openingFault
    } catch {
      let complaint = Complaint(error)
      log.critical("\(complaint.sentence)", metadata: ["session": session])
      return complaint
    }
  }

  /// The daemon stops. A walk under way is neither ended nor lost: its journal is made durable, and
  /// the next daemon of this boot goes on with it.
  func handOver() async {
    loop.setDeadline(nil) {}
    let now = MachineClocks.now
    // What happened until now counts, though nobody would have heard it yet.
    for input in feed?.take() ?? [] { hosted?.offer(input.input, at: input.at) }
    let actions = hosted?.handOver(at: now) ?? []
    answer(actions, heardUpTo: now)
    tell(actions, hosted?.takeEvents() ?? [], at: now)
    if hosted?.isOver == true { finish(at: now) }
    if let hosted {
      if let fault = hosted.journalFault { log.critical("The journal cannot be written: \(fault)") }
      log.warning(
        "stopping in mid-session; it goes on when walktestd starts again within the time allowed",
        metadata: [
          "session": "\(hosted.opening.session)", "phase": "\(hosted.machine.phase.rawValue)",
        ])
    }
    hosted = nil
    await feed?.stop()
    feed = nil
  }
}
