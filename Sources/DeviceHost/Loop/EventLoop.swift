public import CLinuxIO
import Glibc
public import Readings
import Synchronization

/// One thread that waits for descriptors, for a deadline and for work from other threads, and runs
/// what they call for one after the other. It is the executor of the device host's actor: all that
/// happens to devices happens in one order, on one thread, without locks of its own.
public final class EventLoop: SerialExecutor {
  /// What to do when a descriptor has something; gets the epoll events.
  public typealias Handler = @Sendable (_ events: UInt32) -> Void

  private struct Shared {
    var jobs: [UnownedJob] = []
    var handlers: [Int32: Handler] = [:]
    var onDeadline: (@Sendable () -> Void)?
    var isStopped = false
  }

  private let shared = Mutex(Shared())
  private let epoll: Int32
  private let wake: Int32
  private let timer: Int32

  /// A loop on a thread of its own.
  ///
  /// - Throws: `PortFault` when the kernel gives no descriptors.
  public init() throws(PortFault) {
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    wake = linuxio_eventfd()
    timer = linuxio_timerfd()
    guard epoll >= 0, wake >= 0, timer >= 0 else {
      throw PortFault(
        .system, "The system has no file descriptors left; restart the machine.", errno)
    }
    add(wake, EPOLLIN.rawValue)
    add(timer, EPOLLIN.rawValue)
    try start()
  }

  deinit {
    close(epoll)
    close(wake)
    close(timer)
  }

  /// The monotonic clock, now.
  public static var now: MonotonicInstant { MonotonicInstant(microseconds: linuxio_monotonic_us()) }

  /// Runs `job` on the loop's thread.
  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    shared.withLock { $0.jobs.append(job) }
    wakeUp()
  }

  /// Calls `handler` on the loop's thread whenever `descriptor` has something of `events`.
  public func watch(
    _ descriptor: Int32, for events: UInt32 = EPOLLIN.rawValue, _ handler: @escaping Handler
  ) {
    shared.withLock { $0.handlers[descriptor] = handler }
    add(descriptor, events)
  }

  /// Stops watching `descriptor`; call it before closing it.
  public func unwatch(_ descriptor: Int32) {
    shared.withLock { _ = $0.handlers.removeValue(forKey: descriptor) }
    epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, nil)
  }

  /// Calls `handler` once, at `instant` or soon after; replaces the deadline before it. Nil: none.
  public func setDeadline(_ instant: MonotonicInstant?, _ handler: @escaping @Sendable () -> Void) {
    shared.withLock { $0.onDeadline = handler }
    // An instant that has passed still goes off: 0 would disarm the timer.
    _ = linuxio_timerfd_set(timer, instant.map { max(1, $0.microseconds) } ?? 0)
  }

  /// Ends the thread after the work that waits. The loop runs nothing afterwards.
  public func stop() {
    shared.withLock { $0.isStopped = true }
    wakeUp()
  }

  // MARK: The thread

  private func add(_ descriptor: Int32, _ events: UInt32) {
    var event = epoll_event()
    event.events = events
    event.data.fd = descriptor
    epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)
  }

  private func wakeUp() {
    var one: UInt64 = 1
    // A full counter means that a wake-up is pending already.
    _ = write(wake, &one, MemoryLayout<UInt64>.size)
  }

  private func start() throws(PortFault) {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self)
    let error = pthread_create(&thread, nil, runEventLoop, context.toOpaque())
    guard error == 0 else {
      context.release()
      throw PortFault(.system, "The system has no threads left; restart the machine.", error)
    }
    pthread_detach(thread)
  }

  fileprivate func run() {
    var events = [epoll_event](repeating: epoll_event(), count: 32)
    while !shared.withLock({ $0.isStopped && $0.jobs.isEmpty }) {
      let count = epoll_wait(epoll, &events, Int32(events.count), -1)
      guard count > 0 else { continue }
      for event in events.prefix(Int(count)) { serve(event) }
      runJobs()
    }
  }

  private func serve(_ event: epoll_event) {
    let descriptor = event.data.fd
    switch descriptor {
    case wake: drain(wake)
    case timer:
      drain(timer)
      shared.withLock { $0.onDeadline }?()
    default: shared.withLock { $0.handlers[descriptor] }?(event.events)
    }
  }

  private func drain(_ descriptor: Int32) {
    var count: UInt64 = 0
    _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
  }

  private func runJobs() {
    let jobs = shared.withLock { state in
      defer { state.jobs = [] }
      return state.jobs
    }
    for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
  }
}

/// The thread's body; a function of its own, because a closure would be isolated to who made it.
private func runEventLoop(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<EventLoop>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
