import ControlSocket
import Synchronization

/// Those who look on: nobody until the control socket is open.
final class Audience: Sendable {
  private let server = Mutex<ControlServer?>(nil)

  /// Tells the clients of `server` from now on.
  func open(_ server: ControlServer) { self.server.withLock { $0 = server } }

  /// Tells an event to those who subscribed.
  func tell(_ event: ControlEvent) { server.withLock { $0 }?.publish(event) }
}
