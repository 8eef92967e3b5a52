import Glibc
import Synchronization

/// One thread that can be waited for.
final class BenchThread: Sendable {
  private let id = Mutex<pthread_t?>(nil)

  /// Starts `body` on a thread of its own.
  func start(_ body: @escaping @Sendable () -> Void) throws(BenchFault) {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(ThreadBody(body))
    let error = pthread_create(&thread, nil, runBody, context.toOpaque())
    guard error == 0 else {
      context.release()
      throw BenchFault(.system, "The system has no threads left; restart the machine.", error)
    }
    id.withLock { $0 = thread }
  }

  /// Waits until the body has returned; does not wait for itself, nor twice.
  func join() {
    let thread = id.withLock { id in
      guard let thread = id, pthread_equal(thread, pthread_self()) == 0 else {
        return nil as pthread_t?
      }
      id = nil
      return thread
    }
    if let thread { pthread_join(thread, nil) }
  }

  deinit {
    // Nobody will wait any more: let the system clean up after the thread.
    if let thread = id.withLock({ $0 }) { pthread_detach(thread) }
  }
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// The thread's body; a function of its own, because a closure would be isolated to who made it.
private func runBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  // A host that closes its end while we write is an error code here, not the end of the process.
  var pipe = sigset_t()
  sigemptyset(&pipe)
  sigaddset(&pipe, SIGPIPE)
  pthread_sigmask(SIG_BLOCK, &pipe, nil)
  Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
