import CLibUSB
import Dispatch
import Glibc
import Synchronization

/// The thread that handles libusb's events, and the only one that does: no blocking transfer of
/// libusb is used anywhere, because such a call handles events on its caller's thread. So all
/// callbacks, and all jobs, of one context run one after the other on one thread.
///
/// Jobs run between rounds of event handling. That is where handles are closed and halts cleared:
/// libusb holds its list of open devices locked during callbacks, and closing there would deadlock.
final class UsbEvents: Sendable {
  /// libusb's context.
  let context: UsbContextPointer
  private let work = Mutex(Work())
  private let thread = Atomic<UInt>(0)
  private let ended = DispatchSemaphore(value: 0)

  private struct Work {
    var jobs: [@Sendable () -> Void] = []
    var openHandles = 0
    var isStopping = false
    /// The thread has seen that there is nothing left to do and releases the context.
    var isOver = false
  }

  init() throws(PortFault) {
    var pointer: OpaquePointer?
    let code = libusb_init(&pointer)
    guard code == 0, let pointer else { throw PortFault(opening: code) }
    _ = clibusb_be_quiet(pointer)
    context = UsbContextPointer(pointer: pointer)
    try start()
  }

  /// Whether the caller runs on the event thread: in a callback, a job, or a sink.
  var isCurrent: Bool { thread.load(ordering: .acquiring) == UInt(pthread_self()) }

  /// Runs `job` on the event thread, after the jobs before it and outside of callbacks.
  func run(_ job: @escaping @Sendable () -> Void) {
    change { $0.jobs.append(job) }
  }

  /// A handle is about to be opened; the thread stays for it until `handleClosed`. False when the
  /// context is closed.
  func handleOpens() -> Bool {
    work.withLock { state in
      guard !state.isStopping else { return false }
      state.openHandles += 1
      return true
    }
  }

  /// A handle was closed, or could not be opened.
  func handleClosed() {
    change { $0.openHandles -= 1 }
  }

  /// Ends the thread once no handle is open.
  func stop() {
    change { $0.isStopping = true }
  }

  /// Changes the work and wakes the thread, under one lock: the thread releases the context only
  /// after it has seen the change under the same lock, and nothing touches the context afterwards.
  private func change(_ body: (inout Work) -> Void) {
    work.withLock { state in
      guard !state.isOver else { return }
      body(&state)
      libusb_interrupt_event_handler(context.pointer)
    }
  }

  func waitForEnd() {
    guard !isCurrent, ended.wait(timeout: .now() + .seconds(2)) == .success else { return }
    ended.signal()
  }

  private func start() throws(PortFault) {
    var thread = pthread_t()
    let owner = Unmanaged.passRetained(self)
    let error = pthread_create(&thread, nil, runUsbEvents, owner.toOpaque())
    guard error == 0 else {
      owner.release()
      libusb_exit(context.pointer)
      throw PortFault(.system, "The system has no threads left; restart the machine.", error)
    }
    pthread_detach(thread)
  }

  fileprivate func handleEvents() {
    thread.store(UInt(pthread_self()), ordering: .releasing)
    while runJobs() {
      let code = libusb_handle_events_completed(context.pointer, nil)
      // An error that stays must not become a busy loop.
      if code < 0, code != LIBUSB_ERROR_INTERRUPTED.rawValue { poll(nil, 0, 10) }
    }
    libusb_exit(context.pointer)
    ended.signal()
  }

  /// Runs the jobs that wait; false when there is nothing left to live for.
  private func runJobs() -> Bool {
    while true {
      let (jobs, isOver) = work.withLock { state in
        defer { state.jobs = [] }
        state.isOver = state.jobs.isEmpty && state.isStopping && state.openHandles == 0
        return (state.jobs, state.isOver)
      }
      if jobs.isEmpty { return !isOver }
      for job in jobs { job() }
    }
  }
}

/// The thread's body; a function of its own, because a closure would be isolated to who made it.
private func runUsbEvents(_ owner: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let owner else { return nil }
  Unmanaged<UsbEvents>.fromOpaque(owner).takeRetainedValue().handleEvents()
  return nil
}

/// libusb's context. Unchecked: libusb locks its contexts itself, and `UsbEvents` releases it last.
struct UsbContextPointer: @unchecked Sendable {
  let pointer: OpaquePointer
}
