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
    let latest = LatestReadings()
    guard let resumed = resume(latest) else {
      try await openDevices(latest)
      for recovered in try site.recoverAll() {
        log.log(level: recovered.needsPeople ? .critical : .notice, "\(recovered.line)")
      }
      // Nothing listens for a session before one is prepared.
      feed?.closeSession()
      return
    }
    // A walk under way is worth more than what stands in the way of the next one.
    do { try await openDevices(latest) } catch { complain(error) }
    do { try site.fileMissing() } catch { complain(error) }
    Self.giveMemoryBack()
    host(resumed)
  }

  private func complain(_ error: any Error) {
    log.critical("The walk goes on all the same: \(Complaint(starting: error).sentence)")
  }

  /// The walk that can go on; nil when there is none. One at most was under way.
  private func resume(_ latest: LatestReadings) -> HostedWalk? {
    guard let boot = MachineClocks.bootID(), let journals = try? site.unsealedJournals() else {
      return nil
    }
    for journal in journals {
      do {
        let walk = try HostedWalk(
          resuming: journal, boot: boot, site, latest: latest, readClock: clocks.reading,
          at: MachineClocks.now, longestGap: Microseconds(configuration.longestGap))
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
