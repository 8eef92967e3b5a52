import Dispatch
import Glibc
import Synchronization

/// Ctrl-C and SIGTERM while a session runs: counted, never obeyed at once, because a walk that is
/// lost cannot be repeated.
final class BreakOff: Sendable {
  /// What was asked for since the last look.
  struct Wish: Equatable {
    /// Presses of Ctrl-C.
    var interrupts = 0
    /// The machine or a service wants the program to end.
    var isTermination = false
  }

  private let wish = Mutex(Wish())
  // Set once in `init`; a dispatch source may be used from any thread, its type does not say so.
  nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

  /// Takes both signals over; returns when that is so. Until then they end the process.
  init() async {
    let queue = DispatchQueue(label: "walktest.signals")
    sources = [SIGINT, SIGTERM].map { DispatchSource.makeSignalSource(signal: $0, queue: queue) }
    sources[0].setEventHandler { @Sendable [weak self] in
      self?.wish.withLock { $0.interrupts += 1 }
    }
    sources[1].setEventHandler { @Sendable [weak self] in
      self?.wish.withLock { $0.isTermination = true }
    }
    for source in sources {
      await withCheckedContinuation { registered in
        source.setRegistrationHandler(handler: DispatchWorkItem { registered.resume() })
        source.resume()
      }
    }
  }

  /// What was asked for since the last call.
  func take() -> Wish {
    wish.withLock { wish in
      defer { wish = Wish() }
      return wish
    }
  }

  /// Gives both signals their usual meaning back.
  func restore() {
    for source in sources { source.cancel() }
    signal(SIGINT, SIG_DFL)
    signal(SIGTERM, SIG_DFL)
  }
}
