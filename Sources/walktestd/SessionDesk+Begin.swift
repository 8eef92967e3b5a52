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
    let latest = LatestReadings()
    let resumed = resume(latest)
    try await openDevices(latest)
    if let resumed {
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
  private func resume(_ latest: LatestReadings) -> HostedWalk? {
    guard let boot = MachineClocks.bootID(), let journals = try? site.unsealedJournals() else {
      return nil
    }
    for journal in journals {
      do {
        let walk = try HostedWalk(
          resuming: journal, boot: boot, site, latest: latest, at: MachineClocks.now,
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
