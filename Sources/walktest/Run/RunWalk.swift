import ArgumentParser
import Foundation
import Readings
import SessionCapture
import SessionHost
import SessionRecord
import SessionStore
import StrictJSON
import TrialExport
import WalkProtocol

/// One session in the foreground, from the checks to the sealed record.
struct RunWalk {
  private let command: RunCommand
  private let site: Site
  private let plan: RunPlan
  /// Held until the session is sealed: one process at a time writes to a chain.
  private let lock: ArchiveLock

  init(_ command: RunCommand) throws {
    self.command = command
    site = try Site(command.store)
    lock = try ArchiveLock(capturing: site.archive)
    plan = try RunPlan(command, site, now: WallTime(milliseconds: try WallClock.now()))
  }

  func run() async throws {
    let quiet = command.output.json
    for recovered in try site.recoverAll() where !quiet { Console.say(recovered.line) }
    // Before anything is begun that a signal would leave behind.
    let breakOff = await BreakOff()
    defer { breakOff.restore() }
    let devices = try await DeviceFeed(command.devices.paths)
    let outcome = Result { try walk(devices, breakOff) }
    // However it ended, the kernel gets its devices back.
    await devices.stop()
    let sealed = try outcome.get()
    let package = try site.archive.package(PackageName(sealed))
    let verdict = try site.verifier().verify(sealed.path)
    if quiet {
      Console.say(json(sealed, verdict))
    } else {
      try show(sealed, verdict, package)
    }
    if !verdict.isGood { throw ExitCode(ExitStatus.finding.rawValue) }
  }

  private func walk(
    _ devices: DeviceFeed, _ breakOff: BreakOff
  ) throws -> SealedPackage {
    let now = MachineClocks.now
    var attendance = RunAttendance(
      plan, try HostedWalk(plan.walk, site, latest: devices.latest, at: now),
      quiet: command.output.json, at: now)
    attendance.attend(devices, breakOff)
    if let fault = attendance.hosted.openingFault { throw fault }
    return try attendance.seal(at: MachineClocks.now)
  }

  private func show(
    _ sealed: SealedPackage, _ verdict: Verdict, _ package: ArchivedPackage
  ) throws {
    Console.redraw("")
    if let walk = sealed.record.record.walk, walk["outcome"] != .null {
      Console.say("\n" + OutcomeTable.text(try WalkSummary(parsing: walk)))
    }
    Console.say("\nRECORD (\(package.record.kind.rawValue))")
    Console.say("  package      \(sealed.path)")
    Console.say("  record.json  sha256 \(sealed.record.hash)")
    Console.say("  verification \(verdict.isGood ? "good" : "REFUSED"): \(verdict.passed)")
    for fault in verdict.faults { Console.say("    \(fault)") }
  }

  private func json(_ sealed: SealedPackage, _ verdict: Verdict) -> JSONValue {
    [
      "session": .string(plan.walk.opening.session),
      "kind": .string(sealed.record.record.kind.rawValue),
      "package": .string(sealed.path), "record_sha256": .string(sealed.record.hash.hex),
      "walk": sealed.record.record.walk ?? .null, "verified": .bool(verdict.isGood),
    ]
  }
}
