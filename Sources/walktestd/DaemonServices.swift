import ControlSocket
import Logging
import Readings
import ServiceLifecycle
import SessionHost
import SiteConfiguration

/// The desk as a service: it works from `begin` on, and hands a walk under way over when it stops.
struct DeskService: Service {
  let desk: SessionDesk

  func run() async throws {
    try await gracefulShutdown()
    await desk.handOver()
  }
}

/// The control socket as a service: nobody can ask for anything before the desk stands, and nobody
/// can after it went.
struct ControlService: Service {
  let server: ControlServer

  func run() async throws {
    try await gracefulShutdown()
    await server.stop()
  }
}

/// Tells systemd that the daemon is ready, how the desk stands, and that it is alive as long as the
/// desk's thread answers and what it says shows that the walk goes on.
struct NoticeService: Service {
  let desk: SessionDesk
  let notice: SystemdNotice?
  let interval: Duration?
  let log: Logger
  /// How old the status may be where no watchdog is set.
  private static let statusInterval = Duration.seconds(6)

  func run() async throws {
    // Services run once the signals are heard: a stop that follows at once is an orderly one.
    log.notice("ready")
    guard let notice else { return try await gracefulShutdown() }
    notice.ready(await desk.line())
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        // A desk that hangs keeps this from returning, and systemd starts the daemon anew.
        let line = await desk.line()
        if interval != nil, await desk.goesOn() { notice.alive() }
        notice.status(line)
        try? await Task.sleep(for: (interval ?? Self.statusInterval) / 3)
      }
    }
    notice.stopping()
  }
}
