import Logging
import Readings
import SessionCapture
import SessionHost
import SiteConfiguration
import WalkProtocol

/// What the desk does before anybody may ask it something.
extension SessionDesk {
  /// Goes on with the walk that was under way when the last daemon died, seals what cannot go on,
  /// and looks for devices.
  ///
  /// - Throws: what keeps the daemon from doing its work, in one sentence.
  func begin() async throws {
    // A package cut off in mid-seal must not stand in the way of the walk that it was made of.
    try site.removeUnfinished()
    let resumed = resume()
    try await openDevices()
    if let resumed {
      try site.fileMissing()
      host(resumed)
    } else {
      for recovered in try site.recoverAll() {
        log.log(level: recovered.needsPeople ? .critical : .notice, "\(recovered.line)")
      }
      // Nothing listens for a session before one is prepared.
      feed?.closeSession()
    }
  }

  /// The walk that can go on; nil when there is none. One at most was under way.
  private func resume() -> HostedWalk? {
    guard let boot = MachineClocks.bootID(), let journals = try? site.unsealedJournals() else {
      return nil
    }
    for journal in journals {
      do {
        let walk = try HostedWalk(
          resuming: journal, boot: boot, site, at: MachineClocks.now,
          longestGap: Microseconds(configuration.longestGap))
        log.warning(
          "session goes on after the daemon was away",
          metadata: [
            "session": "\(walk.opening.session)", "phase": "\(walk.machine.phase.rawValue)",
          ])
        return walk
      } catch {
        log.notice("\(Complaint(error).sentence)")
      }
    }
    return nil
  }
}

extension Microseconds {
  /// A whole number of µs.
  init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    self = .seconds(seconds) + Microseconds(attoseconds / 1_000_000_000_000)
  }
}
