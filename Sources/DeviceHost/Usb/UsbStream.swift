import CLibUSB
import Dispatch
import Readings
import Synchronization

/// The life of one claimed interface: what libusb's callbacks bring goes to the sink, until it
/// breaks or is closed.
///
/// The sink is called on the event thread only, and never under the lock. `close` returns after the
/// last transfer has landed, and a transfer lands after the sink has returned: so nothing comes out
/// of the sink after `close` returned.
final class UsbStream: Sendable {
  private static let closeTimeout = DispatchTimeInterval.seconds(2)

  private let events: UsbEvents
  private let handle: UsbHandle
  private let interface: Int
  private let endpoints: UsbEndpoints
  /// Nil once closed: a sink that holds its own port would otherwise keep it for ever.
  private let sink: Mutex<PortSink?>
  private let transfers: Mutex<UsbTransfers>
  /// Signalled whenever something came, or broke, while discarding.
  private let stirred = DispatchSemaphore(value: 0)
  private let finished = DispatchSemaphore(value: 0)

  /// The stream of a claimed interface; nil when there is no memory.
  init?(
    of handle: UsbHandle, interface: Int, _ endpoints: UsbEndpoints, events: UsbEvents,
    sink: @escaping PortSink
  ) {
    guard let transfers = UsbTransfers(readSize: endpoints.readSize) else { return nil }
    self.transfers = Mutex(transfers)
    self.events = events
    self.handle = handle
    self.interface = interface
    self.endpoints = endpoints
    self.sink = Mutex(sink)
  }

  var counts: UsbCounts { transfers.withLock(\.counts) }

  /// Starts reading, and returns when what the device held from before has been discarded.
  func begin(_ quirks: UsbQuirks) throws(PortFault) {
    // libusb holds this reference until `finish`.
    let owner = Unmanaged.passRetained(self)
    let fault = transfers.withLock { $0.begin(handle, endpoints, owner: owner) }
    if let fault { breakDown(fault, at: EventLoop.now) }
    let end = EventLoop.now + quirks.longestDiscard
    let quiet = DispatchTimeInterval.microseconds(Int(quirks.quietTime.count))
    while transfers.withLock(\.fault) == nil, EventLoop.now < end,
      stirred.wait(timeout: .now() + quiet) == .success
    {}
    if let fault = transfers.withLock({ state in
      state.open()
      return state.fault
    }) {
      close()
      throw fault.whileOpening
    }
  }

  func send(_ bytes: [UInt8]) {
    guard let fault = transfers.withLock({ $0.send(bytes) }) else { return }
    events.run { self.breakDown(fault, at: EventLoop.now) }
  }

  func close() {
    follow(transfers.withLock { $0.close() })
    // The event thread cannot wait for itself: the last transfer to land closes the handle.
    guard !events.isCurrent else { return }
    if finished.wait(timeout: .now() + Self.closeTimeout) == .success { finished.signal() }
  }

  // MARK: On the event thread

  fileprivate func readDone(_ read: UsbRead, at instant: MonotonicInstant) {
    // Even a cancelled or failed read may have brought bytes.
    let count = Int(max(0, read.transfer.pointee.actual_length))
    if count > 0 {
      take(UnsafeBufferPointer(start: read.transfer.pointee.buffer, count: count), at: instant)
    }
    let (fault, hasLanded) = transfers.withLock { $0.readEnded(read) }
    if let fault { breakDown(fault, at: instant) }
    if hasLanded { follow(transfers.withLock { $0.readLanded() }) }
  }

  fileprivate func writeDone(at instant: MonotonicInstant) {
    if let fault = transfers.withLock({ $0.writeEnded() }) { breakDown(fault, at: instant) }
    let (fault, next) = transfers.withLock { $0.writeLanded() }
    if let fault { breakDown(fault, at: instant) }
    follow(next)
  }

  private func take(_ bytes: UnsafeBufferPointer<UInt8>, at instant: MonotonicInstant) {
    let phase = transfers.withLock { state in
      switch state.phase {
      case .open: state.counts.reads += 1
      case .discarding: state.counts.discardedBytes += bytes.count
      default: break
      }
      return state.phase
    }
    if phase == .open { tell(.bytes(Array(bytes), at: instant)) }
    if phase == .discarding { stirred.signal() }
  }

  private func breakDown(_ fault: PortFault, at instant: MonotonicInstant) {
    let (isNews, wasOpen) = transfers.withLock { state in
      let wasOpen = state.phase == .open
      return (state.breakDown(fault), wasOpen)
    }
    if isNews, wasOpen { tell(.broken(fault, at: instant)) }
    if isNews, !wasOpen { stirred.signal() }
  }

  /// What the sink holds may be released with it, and then not under the lock.
  private func dropSink() {
    _ = sink.withLock { sink in
      defer { sink = nil }
      return sink
    }
  }

  private func tell(_ event: PortEvent) { sink.withLock { $0 }?(event) }

  private func follow(_ next: UsbTransfers.Next) {
    switch next {
    case .nothing: break
    case .recover(let pause):
      DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(pause)) {
        self.events.run { self.recover() }
      }
    case .finish: events.run { self.finish() }
    }
  }

  /// Clears the halts; a job, because that blocks for a control transfer.
  private func recover() {
    let halted = transfers.withLock(\.halted)
    var code: Int32 = 0
    if halted.input { code = libusb_clear_halt(handle.pointer, endpoints.input) }
    if code == 0, halted.output { code = libusb_clear_halt(handle.pointer, endpoints.output) }
    // What still does not work fails again, with a longer pause, until it is given up.
    let isGone = code == LIBUSB_ERROR_NO_DEVICE.rawValue
    let fault: PortFault? =
      if isGone {
        PortFault(using: code)
      } else {
        transfers.withLock { $0.resume(input: halted.input, output: halted.output) }
      }
    if let fault { breakDown(fault, at: EventLoop.now) }
  }

  /// Gives everything back; a job, because a handle must not be closed in a callback.
  private func finish() {
    guard transfers.withLock({ $0.finish() }) else { return }
    handle.release(interface)
    handle.close()
    events.handleClosed()
    dropSink()
    finished.signal()
    Unmanaged.passUnretained(self).release()
  }
}

/// libusb's callbacks; functions of their own, because a closure would be isolated to who made it.
func usbReadDone(_ transfer: UnsafeMutablePointer<libusb_transfer>?) {
  let instant = EventLoop.now
  guard let transfer, let owner = transfer.pointee.user_data else { return }
  Unmanaged<UsbStream>.fromOpaque(owner).takeUnretainedValue()
    .readDone(UsbRead(transfer: transfer), at: instant)
}

/// See `usbReadDone`.
func usbWriteDone(_ transfer: UnsafeMutablePointer<libusb_transfer>?) {
  let instant = EventLoop.now
  guard let transfer, let owner = transfer.pointee.user_data else { return }
  Unmanaged<UsbStream>.fromOpaque(owner).takeUnretainedValue().writeDone(at: instant)
}
