import CLinuxIO
import Glibc
import Readings
import Synchronization

/// An open character device of a button, read on the event loop.
///
/// Two locks keep `close` safe from any thread. `descriptor` is held while the descriptor is used, so
/// it is never used after it was closed; `turn` is held while the sink runs, so `close` can wait for
/// it. Whoever closes from within the sink has the turn and does not wait.
final class InputNode: Sendable {
  /// Changes what was read before it is told; runs while the descriptor is open.
  typealias Adjust = @Sendable (_ bytes: inout [UInt8], _ descriptor: Int32) -> Void
  /// Closes the descriptor that it is given.
  typealias Release = @Sendable (Int32) -> Void

  private struct Held {
    var descriptor: Int32?
    var isBroken = false
  }

  private let path: String
  private let longestRead: Int
  private let loop: EventLoop
  private let sink: PortSink
  private let adjust: Adjust
  private let release: Release
  private let held: Mutex<Held>
  private let turn = Mutex(())
  private let teller = Atomic<UInt>(0)

  /// Takes over an open descriptor; `begin` starts to read it.
  init(
    _ descriptor: Int32, path: String, longestRead: Int, loop: EventLoop, sink: @escaping PortSink,
    adjust: @escaping Adjust = { _, _ in }, release: @escaping Release = { _ = Glibc.close($0) }
  ) {
    self.path = path
    self.longestRead = longestRead
    self.loop = loop
    self.sink = sink
    self.adjust = adjust
    self.release = release
    held = Mutex(Held(descriptor: descriptor))
  }

  /// Opens the node at `path` without waiting and without becoming its terminal.
  static func open(_ path: String, _ access: Int32) throws(PortFault) -> Int32 {
    let descriptor = Glibc.open(path, access | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw .opening(path, errno) }
    return descriptor
  }

  /// Reads from now on. The loop keeps the node alive until it is closed.
  func begin() {
    guard let descriptor = held.withLock({ $0.descriptor }) else { return }
    loop.watch(descriptor) { [self] events in serve(events) }
  }

  /// The descriptor while it is open, for a writer whose `release` waits for it.
  var openDescriptor: Int32? { held.withLock { $0.isBroken ? nil : $0.descriptor } }

  /// Tells once that the node cannot be used any more, and reads it no longer.
  func fail(_ fault: PortFault) { withTurn { tellBroken(fault) } }

  /// Closes the node. The sink is silent when it returns.
  func close() {
    let descriptor = held.withLock { held in
      defer { held.descriptor = nil }
      return held.descriptor
    }
    if let descriptor { loop.unwatch(descriptor) }
    withTurn {}
    if let descriptor { release(descriptor) }
  }

  private func withTurn(_ body: () -> Void) {
    let thread = UInt(pthread_self())
    guard teller.load(ordering: .acquiring) != thread else { return body() }
    turn.withLock { _ in
      teller.store(thread, ordering: .releasing)
      body()
      teller.store(0, ordering: .releasing)
    }
  }

  private func serve(_ events: UInt32) {
    withTurn {
      switch read() {
      case .bytes(let bytes): sink(.bytes(bytes, at: EventLoop.now))
      case .nothing:
        // Hung up with nothing left to read.
        if events & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 { tellBroken(.using(path, 0)) }
      case .failed(let number): tellBroken(.using(path, number))
      case .closed: break
      }
    }
  }

  private func tellBroken(_ fault: PortFault) {
    let descriptor = held.withLock { held in
      defer { held.isBroken = true }
      return held.isBroken ? nil : held.descriptor
    }
    guard let descriptor else { return }
    // A node that hung up would wake the loop for ever.
    loop.unwatch(descriptor)
    sink(.broken(fault, at: EventLoop.now))
  }

  private enum Outcome {
    case bytes([UInt8])
    case nothing
    case failed(Int32)
    case closed
  }

  private func read() -> Outcome {
    held.withLock { held in
      guard let descriptor = held.descriptor, !held.isBroken else { return .closed }
      return withUnsafeTemporaryAllocation(byteCount: longestRead, alignment: 8) { buffer in
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        guard count >= 0 else {
          return errno == EAGAIN || errno == EINTR ? .nothing : .failed(errno)
        }
        guard count > 0 else { return .failed(0) }
        var bytes = [UInt8](buffer.prefix(count))
        adjust(&bytes, descriptor)
        return .bytes(bytes)
      }
    }
  }
}
