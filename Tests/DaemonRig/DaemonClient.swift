package import ControlSocket
import Foundation
import Readings
package import SessionCapture
package import WalkProtocol

/// A program that asks the daemon and looks on, as `walktest run` does. Every wait is bounded.
package final class DaemonClient {
  private static let patience = Microseconds.seconds(20 * Slowness.factor)

  private var client: ControlClient
  /// The events heard so far.
  package private(set) var events: [ControlEvent] = []

  /// Connects and subscribes.
  package init(_ site: DaemonSite) throws {
    client = try ControlClient.connect(
      to: site.socket, program: "walktestd tests", patience: Self.patience)
    guard try client.ask(.subscribe) == .done else { throw RigFault("no subscription") }
  }

  /// What the account may do.
  package var roles: [ControlRole] { client.roles }

  /// Asks, and gives the reply.
  @discardableResult
  package func ask(_ request: ControlRequest, by person: String? = nil) throws -> ControlResult {
    try client.ask(request, by: person, patience: Self.patience)
  }

  /// Asks for what must be refused.
  package func refusal(_ request: ControlRequest, by person: String? = nil) throws -> ControlFault {
    let result: ControlResult
    do throws(ControlFault) {
      result = try client.ask(request, by: person, patience: Self.patience)
    } catch {
      return error
    }
    throw RigFault("\(request.kind) was granted: \(result)")
  }

  /// Where the walk stands.
  package func status() throws -> WalkStatus {
    guard case .status(let status) = try ask(.status) else { throw RigFault("no status") }
    return status
  }

  /// How the devices stand.
  package func devices() throws -> [DeviceLine] {
    guard case .devices(let lines) = try ask(.devices) else { throw RigFault("no devices") }
    return lines
  }

  /// The events that came before the last reply, without asking the daemon.
  package var heard: [ControlEvent] {
    while let event = try? client.nextEvent(within: .zero) { events.append(event) }
    return events
  }

  /// All events told until now, those that were waited for included.
  package func takeEvents() throws -> [ControlEvent] {
    // What was told before a reply has come before it.
    _ = try status()
    while let event = try client.nextEvent(within: .zero) { events.append(event) }
    defer { events = [] }
    return events
  }

  /// What `part` finds in the next event that it finds something in.
  package func next<Found>(
    _ what: String, within seconds: Int64 = 30, _ part: (ControlEvent) throws -> Found?
  ) throws -> Found {
    let end = MachineClocks.now + .seconds(seconds * Slowness.factor)
    while let event = try client.nextEvent(within: max(.zero, end - MachineClocks.now)) {
      events.append(event)
      if let found = try part(event) { return found }
    }
    throw RigFault("\(what) was not told; the last events: \(events.suffix(8))")
  }

  /// The status once it fulfils `condition`: now, or when the daemon tells of it.
  @discardableResult
  package func status(
    _ what: String, within seconds: Int64 = 30, _ condition: (WalkStatus) -> Bool
  ) throws -> WalkStatus {
    let now = try status()
    if condition(now) { return now }
    return try next(what, within: seconds) { event in
      guard case .state(let status) = event, condition(status) else { return nil }
      return status
    }
  }

  /// Waits for a phase.
  @discardableResult
  package func phase(_ phase: WalkPhase, within seconds: Int64 = 30) throws -> WalkStatus {
    try status("phase \(phase.rawValue)", within: seconds) { $0.phase == phase }
  }

  /// Opens a session and waits until what can be passed without devices has passed.
  ///
  /// - Returns: the session's UUID.
  @discardableResult
  package func prepare(_ choice: WalkChoice = ShortWalk.choice()) throws -> String {
    guard case .opened(let session) = try ask(.prepare(choice)) else {
      throw RigFault("no session was opened")
    }
    try status("the host's own checks") {
      $0.phase == .preparing && Set($0.missing).isSubset(of: ShortWalk.sensors)
    }
    return session
  }

  /// Waives what a floor without devices lacks, and arms.
  package func armWithoutDevices() throws {
    for gate in ShortWalk.sensors { try ask(.waive(gate, reason: "no-devices")) }
    try ask(.arm)
    try phase(.armed)
  }

  /// The journal's events, asked for page by page.
  package func journal(pagesOf count: Int) throws -> [SessionEvent] {
    var all: [SessionEvent] = []
    while true {
      let request = ControlRequest.journal(after: all.last?.sequence, count: count)
      guard case .journal(let page) = try ask(request) else { throw RigFault("no journal") }
      if page.isEmpty { return all }
      guard page.count <= count else { throw RigFault("a page of \(page.count) for \(count)") }
      all += page
    }
  }
}
