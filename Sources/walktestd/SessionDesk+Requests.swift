import ControlSocket
import DeviceHost
import DeviceProtocols
import Logging
import Readings
import SessionCapture
import SessionHost
import SessionRecord
import SiteConfiguration
import WalkProtocol

/// What clients ask of the desk.
extension SessionDesk {
  /// Does what a call asks; roles were checked by the socket.
  func handle(_ call: ControlCall) async -> Result<ControlResult, ControlFault> {
    switch call.request {
    case .status: return .success(.status(status()))
    case .devices: return .success(.devices(await deviceLines()))
    case .journal(let after, let count):
      return .success(.journal(fitting: hosted?.events(after: after, count: count) ?? []))
    case .prepare(let choice): return await prepare(choice)
    default:
      guard let event = call.request.walkEvent else {
        return .failure(ControlFault(.badRequest, "That is not asked of a walk."))
      }
      return await tell(event, by: call.person)
    }
  }

  // MARK: The walk

  private func tell(_ event: WalkEvent, by person: String?) async -> Result<
    ControlResult, ControlFault
  > {
    guard let hosted else {
      return .failure(
        ControlFault(
          .rejected, "No session is open; prepare one first (walktest arm).", reason: "no-session"))
    }
    let person = person ?? hosted.opening.operatorCode
    guard Spelling.isCode(person) else {
      return .failure(
        ControlFault(
          .badRequest,
          "Whoever acts is a code of 1 to 32 letters, digits, dots, hyphens or "
            + "underscores; names do not belong into a record.", reason: "person-no-code"))
    }
    let (journal, session) = (hosted.journal, hosted.opening.session)
    if let rejection = await say(event, by: person) {
      return .failure(
        ControlFault(.rejected, rejection.code.advice, reason: rejection.code.rawValue))
    }
    switch event {
    case .arm:
      // Armed is a walk whose opening is signed; without it the walk is given up in a moment.
      if let fault = openingFault(of: session) { return .failure(Self.failed(fault)) }
      return await Self.durable(journal, .done)
    case .close, .abandon:
      // Sealed is more than durable.
      if let complaint = await sealed(session) { return .failure(Self.failed(complaint)) }
      return .success(.done)
    default: return await Self.durable(journal, .done)
    }
  }

  /// Replies once all that was journaled is on the disk.
  private static func durable(
    _ journal: JournalWriter, _ result: ControlResult
  ) async -> Result<ControlResult, ControlFault> {
    do throws(JournalFault) {
      try await journal.durable()
      return .success(result)
    } catch {
      return .failure(
        ControlFault(
          .failed,
          "It counts, but the journal cannot be written: \(error) The times go on in memory.",
          reason: error.code.rawValue))
    }
  }

  private static func failed(_ complaint: Complaint) -> ControlFault {
    ControlFault(.failed, complaint.sentence, reason: "exit-\(complaint.status.rawValue)")
  }

  // MARK: A new session

  private func prepare(_ choice: WalkChoice) async -> Result<ControlResult, ControlFault> {
    guard hosted == nil, !isPreparing else {
      return .failure(
        ControlFault(
          .rejected, "A session is open already; close or abandon it first.", reason: "session-open"
        ))
    }
    isPreparing = true
    defer { isPreparing = false }
    do {
      let plan = try plan(choice)
      // Its record shall hold the whole conversation with each device, from the opening on.
      let latest = LatestReadings()
      try await openDevices(latest)
      let walk = try HostedWalk(
        plan, site, latest: latest, readClock: clocks.reading, at: MachineClocks.now)
      host(walk)
      log.notice("session opened", metadata: ["session": "\(plan.opening.session)"])
      return await Self.durable(walk.journal, .opened(session: plan.opening.session))
    } catch {
      return .failure(Self.failed(Complaint(error)))
    }
  }

  private func plan(_ choice: WalkChoice) throws -> WalkPlan {
    let need = UInt64(configuration.storeReserve)
    guard DiskRoom.isEnough(need, at: configuration.storeDirectory) else {
      throw Complaint(
        "The disk of \(configuration.storeDirectory) has less than \(need >> 20) MiB free; make room before the "
          + "next walk.", .cannotCreate)
    }
    // What could not be sealed when it ended is tried again before anything new is chained.
    for recovered in try site.recoverAll() { log.notice("\(recovered.line)") }
    let file = try ProtocolShelf.file(
      choice.protocolID, or: .directory(configuration.protocolDirectory))
    return try WalkPlan(
      choice, protocolFile: file, site, now: WallTime(milliseconds: try WallClock.now()))
  }

  // MARK: Devices

  /// Opens every device anew, for the next session.
  ///
  /// - Parameter latest: where the devices' newest readings are kept for the sample loop.
  func openDevices(_ latest: LatestReadings) async throws {
    await feed?.stop()
    feed = nil
    feed = try await DeviceFeed(DevicePaths(configuration), latest: latest) { [publish] line in
      publish(.device(line))
    }
  }

  private func deviceLines() async -> [DeviceLine] {
    guard let snapshot = await feed?.snapshot() else { return [] }
    return snapshot.stations.map(DeviceLine.init)
  }
}
