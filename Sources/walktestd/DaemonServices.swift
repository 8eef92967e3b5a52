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

/// Tells systemd that the daemon is alive, as long as the desk's thread answers.
struct WatchdogService: Service {
  let desk: SessionDesk
  let notice: SystemdNotice?
  let interval: Duration?

  func run() async throws {
    guard let notice, let interval else { return try await gracefulShutdown() }
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        // A desk that hangs keeps this from returning, and systemd starts the daemon anew.
        let line = await desk.line()
        notice.alive()
        notice.status(line)
        try? await Task.sleep(for: interval / 3)
      }
    }
    notice.stopping()
  }
}
