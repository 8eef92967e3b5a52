import CLinuxIO
import Glibc
import Readings
import Synchronization

/// The thread that asks the witness.
final class WitnessWorker: Sendable {
  private struct Heard {
    var statement: KernelStatement
    /// CLOCK_BOOTTIME when it was asked for: an answer ages while the machine is suspended.
    var askedAt: Int64
  }

  private let path: String
  private let pace: WitnessLink.Pace
  private let onChange: @Sendable (Bool) -> Void
  private let newest = Mutex<Heard?>(nil)
  /// Can be read once the thread shall end, and then for ever.
  private let wake = linuxio_eventfd()

  init(
    _ path: String, _ pace: WitnessLink.Pace, _ onChange: @escaping @Sendable (Bool) -> Void
  ) {
    self.path = path
    self.pace = pace
    self.onChange = onChange
  }

  deinit { if wake >= 0 { close(wake) } }

  var answer: WitnessLink.Answer? {
    guard let heard = newest.withLock({ $0 }) else { return nil }
    let age = Microseconds(max(0, Self.now - heard.askedAt))
    return age > pace.longestAge ? nil : .init(statement: heard.statement, age: age)
  }

  func start() {
    let context = Unmanaged.passRetained(self)
    guard wake >= 0, linuxio_start_thread(runWitnessWorker, context.toOpaque()) == 0 else {
      context.release()
      return onChange(false)
    }
  }

  func stop() {
    var one: UInt64 = 1
    _ = write(wake, &one, MemoryLayout<UInt64>.size)
  }

  private static var now: Int64 { linuxio_clock_ns(CLOCK_BOOTTIME) / 1_000 }

  fileprivate func run() {
    var isAnswering: Bool?
    func tell(_ answers: Bool) {
      if isAnswering != answers { onChange(answers) }
      isAnswering = answers
    }
    while true {
      if let connection = WitnessConnection(to: path, patience: pace.patience) {
        while let heard = ask(connection) {
          newest.withLock { $0 = heard }
          tell(true)
          if isWokenWithin(pace.interval) { return }
        }
      }
      // One that is gone is not asked for at once: it may be gone again at once.
      if isWokenWithin(.zero) { return }
      tell(false)
      if isWokenWithin(pace.interval) { return }
    }
  }

  private func ask(_ connection: WitnessConnection) -> Heard? {
    let askedAt = Self.now
    guard let statement = connection.ask(patience: pace.patience, wake: wake) else { return nil }
    return Heard(statement: statement, askedAt: askedAt)
  }

  /// Waits for `time`; true when the thread shall end.
  private func isWokenWithin(_ time: Microseconds) -> Bool {
    let end = linuxio_monotonic_us() + time.count
    var waiting = pollfd(fd: wake, events: Int16(POLLIN), revents: 0)
    repeat {
      let rest = max(0, end - linuxio_monotonic_us())
      if poll(&waiting, 1, Int32(clamping: (rest + 999) / 1_000)) > 0 { return true }
    } while linuxio_monotonic_us() < end
    return false
  }
}

/// The thread's body; a function of its own, because a closure would be isolated to who made it.
private func runWitnessWorker(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<WitnessWorker>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
