import ControlSocket
import Foundation
import Readings
import SessionCapture
import SessionHost
import SessionRecord
import SessionStore
import Testing
import WalkProtocol

/// A store of its own in a temporary directory and a clock that the test moves; it goes away with
/// its last reference.
final class HostBench {
  static let protocolFile = Array(
    """
    {"format": "walktest-protocol/1", "id": "short", "version": 1, "title": "A short walk",
     "source": "A test of walktest.", "mode": "overground-self-paced", "stages": [{}],
     "cap": "60 s", "marks": ["first-symptoms", "severe-symptoms"],
     "severe_symptoms_end_walk": true, "rests": "not-allowed", "prompts": [],
     "trials": {"count": 1, "rest_between": "0 s"},
     "end_reasons": ["SEVERE_SYMPTOMS", "FATIGUE"],
     "questions_before": [], "questions_after": [],
     "buttons": {"kind": "one-button", "hold_to_end": "2 s"},
     "channels": [{"channel": "speed", "required": true, "calibration": "foot-pod"},
       {"channel": "distance", "required": true, "calibration": "foot-pod"},
       {"channel": "strides", "required": true}],
     "sample_rate": "10 Hz"}
    """.utf8)

  let site: Site
  private(set) var now = MachineClocks.now
  var hasButton = true
  var hasRoom = true
  private let directory: String

  init() throws {
    directory = NSTemporaryDirectory() + "walktest-host-" + UUID().uuidString
    site = try Site(creatingAt: directory + "/store") { _ in }
    try site.keys.make(owner: "WTT/001/wt01", algorithm: .ed25519, at: Self.wall())
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  private static func wall() throws -> WallTime { WallTime(milliseconds: try WallClock.now()) }

  /// A plan for a walk of `subject`.
  func plan(_ subject: String = "S-001", trial: Int = 1) throws -> WalkPlan {
    let choice = WalkChoice(
      protocolID: "short", subject: subject, visit: "baseline", trial: trial,
      operatorCode: "nurse-1")
    return try WalkPlan(
      choice, protocolFile: (Self.protocolFile, "short.json"), site, now: try Self.wall())
  }

  /// A session that was opened now.
  func opened(_ subject: String = "S-001") throws -> HostedWalk {
    try HostedWalk(try plan(subject), site, latest: LatestReadings(), ticks: .own, at: now)
  }

  /// A session that was opened now, with its own checks passed.
  func prepared(_ subject: String = "S-001") throws -> HostedWalk {
    var walk = try opened(subject)
    pass(.milliseconds(100), &walk)
    try #require(walk.machine.phase == .preparing)
    return walk
  }

  /// A session that is armed without sensors.
  func armed() throws -> HostedWalk {
    var walk = try prepared()
    for channel in Channel.allCases { say(.waive(.channel(channel), reason: "no-sensor"), &walk) }
    say(.arm, &walk)
    try #require(walk.machine.phase == .armed)
    return walk
  }

  /// Lets time pass as on a host that keeps up.
  @discardableResult
  func pass(_ span: Microseconds, _ walk: inout HostedWalk) -> [WalkAction] {
    let end = now + span
    var actions: [WalkAction] = []
    while now < end {
      now = min(end, now + .milliseconds(10))
      actions += walk.advance(to: now, hasButton: hasButton, hasRoom: hasRoom)
    }
    return actions
  }

  /// Says something as the operator, and lets it be heard.
  @discardableResult
  func say(_ event: WalkEvent, _ walk: inout HostedWalk) -> Rejection? {
    walk.offer(.command(event, by: "nurse-1"), at: now)
    return pass(.milliseconds(50), &walk).lazy.compactMap(\.rejection).first {
      $0.event == event.kind
    }
  }

  /// Presses the button and lets it go; gives the instant of the press.
  func press(_ walk: inout HostedWalk) -> MonotonicInstant {
    let instant = now
    let button = DeviceSource(2)
    walk.offer(.edge(source: button, ButtonEdge(button: 1, isPress: true)), at: instant)
    walk.offer(
      .edge(source: button, ButtonEdge(button: 1, isPress: false)), at: instant + .milliseconds(80))
    pass(.milliseconds(200), &walk)
    return instant
  }

  /// The kinds of all records, when every package and chain verifies.
  func verifiedKinds() throws -> [RecordKind] {
    let verdict = try site.verifier().verifyAll(site.archive.packages)
    #expect(verdict.isGood, "\(verdict)")
    return try site.packages().sorted { $0.record.position.seq < $1.record.position.seq }
      .map(\.record.kind)
  }

  /// The walk as a process finds it that starts after this one died.
  func resumed(_ journal: String, longestGap: Microseconds = .seconds(30)) throws -> HostedWalk {
    let boot = try #require(MachineClocks.bootID())
    return try HostedWalk(
      resuming: journal, boot: boot, site, latest: LatestReadings(), ticks: .own, at: now,
      longestGap: longestGap)
  }

  /// Copies a journal as it is on the disk now, as if this process had died; gives the copy in place
  /// of the original, which the living writer goes on holding.
  func crash(_ walk: inout HostedWalk) throws -> String { try crash(walk.journal) }

  /// The same for any journal.
  func crash(_ journal: JournalWriter) throws -> String {
    let path = journal.path
    try journal.flush()
    let copy = path + ".copy"
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: copy, toPath: path)
    return path
  }
}
