public import CLinuxIO
import Glibc
public import Readings
import Synchronization

/// One thread that waits for descriptors, for a deadline and for work from other threads, and runs
/// what they call for one after the other. It is the executor of the device host's actor: all that
/// happens to devices happens in one order, on one thread, without locks of its own.
///
/// The loop lives until `stop`; whoever makes it stops it.
public final class EventLoop: SerialExecutor {
  /// What to do when a descriptor has something; gets the epoll events.
  public typealias Handler = @Sendable (_ events: UInt32) -> Void

  private enum Work {
    case job(UnownedJob)
    case call(@Sendable () -> Void)
  }

  /// A watch's own number, never used again: an event that the kernel had ready before its
  /// descriptor was closed, and its number given to another, finds no handler.
  private typealias WatchNumber = UInt64

  private struct Shared {
    var work: [Work] = []
    var numbers: [Int32: WatchNumber] = [:]
    var handlers: [WatchNumber: Handler] = [:]
    var lastNumber: WatchNumber = EventLoop.timerNumber
    var onDeadline: (@Sendable () -> Void)?
    var isStopped = false
  }

  private static let wakeNumber: WatchNumber = 0
  private static let timerNumber: WatchNumber = 1

  private let shared = Mutex(Shared())
  private let thread = Atomic<UInt>(0)
  private let name: String
  private let epoll: Int32
  private let wake: Int32
  private let timer: Int32

  /// A loop on a thread of its own.
  ///
  /// - Parameter name: what tools call the thread (ps -L, top -H), at most 15 bytes.
  /// - Throws: `PortFault` when the kernel gives no descriptors.
  public init(name: String = "event-loop") throws(PortFault) {
    self.name = name
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    wake = linuxio_eventfd()
    timer = linuxio_timerfd()
    guard epoll >= 0, wake >= 0, timer >= 0,
      control(EPOLL_CTL_ADD, wake, EPOLLIN.rawValue, Self.wakeNumber),
      control(EPOLL_CTL_ADD, timer, EPOLLIN.rawValue, Self.timerNumber)
    else {
      throw PortFault(
        .system, "The system has no file descriptors left; restart the machine.", errno)
    }
    try start()
  }

  deinit {
    for descriptor in [epoll, wake, timer] where descriptor >= 0 { close(descriptor) }
  }

  /// The monotonic clock, now.
  public static var now: MonotonicInstant { MonotonicInstant(microseconds: linuxio_monotonic_us()) }

  /// True on the loop's own thread.
  public var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

  /// Tells the runtime whether the caller is on this executor.
  public func isIsolatingCurrentContext() -> Bool? { isCurrent }

  /// Holds a caller who claims to be on this executor to it.
  public func checkIsolated() { precondition(isCurrent, "not on the event loop's thread") }

  /// Runs `job` on the loop's thread.
  public func enqueue(_ job: consuming ExecutorJob) { add(.job(UnownedJob(job))) }

  /// Runs `call` on the loop's thread, after what was given to it before; never inside the caller.
  /// After `stop` it is dropped.
  public func submit(_ call: @escaping @Sendable () -> Void) { add(.call(call)) }

  /// Calls `handler` on the loop's thread whenever `descriptor` has something of `events`; replaces
  /// the watch before it. EPOLLHUP and EPOLLERR come unasked.
  ///
  /// - Returns: false when the kernel cannot wait for such a descriptor (a regular file).
  @discardableResult
  public func watch(
    _ descriptor: Int32, for events: UInt32 = EPOLLIN.rawValue, _ handler: @escaping Handler
  ) -> Bool {
    unwatch(descriptor)
    let number = shared.withLock { state in
      state.lastNumber &+= 1
      state.numbers[descriptor] = state.lastNumber
      state.handlers[state.lastNumber] = handler
      return state.lastNumber
    }
    if control(EPOLL_CTL_ADD, descriptor, events, number) { return true }
    forget(descriptor)
    return false
  }

  /// Waits for other `events` of a `descriptor` that is watched.
  public func rewatch(_ descriptor: Int32, for events: UInt32) {
    guard let number = shared.withLock({ $0.numbers[descriptor] }) else { return }
    _ = control(EPOLL_CTL_MOD, descriptor, events, number)
  }

  /// Stops watching `descriptor`; call it before closing it. Called on the loop's thread, the
  /// handler is not called again; called elsewhere, one last call may be under way.
  public func unwatch(_ descriptor: Int32) {
    guard forget(descriptor) else { return }
    epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, nil)
  }

  /// Calls `handler` once, at `instant` or soon after; replaces the deadline before it. Nil: none.
  public func setDeadline(_ instant: MonotonicInstant?, _ handler: @escaping @Sendable () -> Void) {
    shared.withLock { state in
      state.onDeadline = handler
      // An instant that has passed still goes off: 0 would disarm the timer.
      _ = linuxio_timerfd_set(timer, instant.map { max(1, $0.microseconds) } ?? 0)
    }
  }

  /// Ends the thread after the work that waits. The loop runs nothing afterwards: nobody may await
  /// an actor on it any more.
  public func stop() {
    shared.withLock { $0.isStopped = true }
    wakeUp()
  }

  // MARK: The thread

  private func add(_ work: Work) {
    let mustWake = shared.withLock { state in
      state.work.append(work)
      return state.work.count == 1
    }
    // The loop looks for work before it waits: only others have to wake it, and only once.
    if mustWake, !isCurrent { wakeUp() }
  }

  private func control(
    _ operation: Int32, _ descriptor: Int32, _ events: UInt32, _ number: WatchNumber
  ) -> Bool {
    var event = epoll_event()
    event.events = events
    event.data.u64 = number
    return epoll_ctl(epoll, operation, descriptor, &event) == 0
  }

  @discardableResult
  private func forget(_ descriptor: Int32) -> Bool {
    shared.withLock { state in
      guard let number = state.numbers.removeValue(forKey: descriptor) else { return false }
      state.handlers[number] = nil
      return true
    }
  }

  private func wakeUp() {
    var one: UInt64 = 1
    // A full counter means that a wake-up is pending already.
    _ = write(wake, &one, MemoryLayout<UInt64>.size)
  }

  private func start() throws(PortFault) {
    let context = Unmanaged.passRetained(self)
    let error = linuxio_start_thread(runEventLoop, context.toOpaque())
    guard error == 0 else {
      context.release()
      throw PortFault(.system, "The system has no threads left; restart the machine.", error)
    }
  }

  fileprivate func run() {
    linuxio_name_thread(name)
    thread.store(UInt(pthread_self()), ordering: .relaxed)
    var events = [epoll_event](repeating: epoll_event(), count: 32)
    while let wait = nextWait() {
      let count = epoll_wait(epoll, &events, Int32(events.count), wait)
      // EINTR (a debugger, a suspended machine) is no event; everything else cannot happen while
      // the descriptors are ours.
      if count < 0, errno != EINTR { break }
      for event in events.prefix(Int(max(0, count))) { serve(event) }
      runWork()
    }
    thread.store(0, ordering: .relaxed)
  }

  /// How long to wait: not at all while there is work, else for ever; nil when it is all over.
  private func nextWait() -> Int32? {
    shared.withLock { state in
      if !state.work.isEmpty { return 0 }
      return state.isStopped ? nil : -1
    }
  }

  private func serve(_ event: epoll_event) {
    switch event.data.u64 {
    case Self.wakeNumber: drain(wake)
    case Self.timerNumber:
      // Nothing to read: the deadline was moved after it went off.
      if drain(timer) { shared.withLock { $0.onDeadline }?() }
    case let number: shared.withLock { $0.handlers[number] }?(event.events)
    }
  }

  @discardableResult
  private func drain(_ descriptor: Int32) -> Bool {
    var count: UInt64 = 0
    return read(descriptor, &count, MemoryLayout<UInt64>.size) == MemoryLayout<UInt64>.size
  }

  private func runWork() {
    let work = shared.withLock { state in
      defer { state.work = [] }
      return state.work
    }
    for item in work {
      switch item {
      case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
      case .call(let call): call()
      }
    }
  }
}

/// The thread's body; a function of its own, because a closure would be isolated to who made it.
private func runEventLoop(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<EventLoop>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
