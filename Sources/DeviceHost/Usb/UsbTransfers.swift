import CLibUSB

/// The transfers of one port and what is allowed of them: some reads that are always in flight, and
/// one write after the other. All of it under the lock of `UsbStream`; nothing here blocks or calls
/// the sink.
struct UsbTransfers {
  /// Where the port stands.
  enum Phase: Hashable {
    /// What comes is of an earlier session.
    case discarding
    /// What comes goes to the sink.
    case open
    /// A fault was told; nothing is transferred any more.
    case broken
    /// The transfers that are in flight are awaited.
    case closing
    /// All is released.
    case closed
  }

  /// What is to be done now that a transfer has landed.
  enum Next: Hashable {
    case nothing
    /// Clear the halt after so many milliseconds.
    case recover(after: Int)
    /// Everything has landed: release and close.
    case finish
  }

  static let readCount = 4
  static let writeSize = 512
  static let writeTimeout: UInt32 = 1_000
  static let longestQueue = 64

  private(set) var phase = Phase.discarding
  var counts = UsbCounts()
  /// The fault that ended `discarding`.
  private(set) var fault: PortFault?
  private(set) var input = UsbPipe()
  private(set) var output = UsbPipe()
  private let reads: [UnsafeMutablePointer<libusb_transfer>]
  private let write: UnsafeMutablePointer<libusb_transfer>
  private var flyingReads = 0
  private var isWriting = false
  private var outgoing: [[UInt8]] = []

  /// Transfers with their buffers; nil when there is no memory.
  init?(readSize: Int) {
    var made: [UnsafeMutablePointer<libusb_transfer>] = []
    for index in 0...Self.readCount {
      guard let transfer = libusb_alloc_transfer(0) else {
        made.forEach(Self.free)
        return nil
      }
      let size = index < Self.readCount ? readSize : Self.writeSize
      transfer.pointee.buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
      transfer.pointee.length = Int32(size)
      made.append(transfer)
    }
    write = made.removeLast()
    reads = made
  }

  private static func free(_ transfer: UnsafeMutablePointer<libusb_transfer>) {
    transfer.pointee.buffer.deallocate()
    libusb_free_transfer(transfer)
  }

  /// Whether transfers may be submitted.
  private var isLive: Bool { phase == .discarding || phase == .open }

  // MARK: Starting and ending

  /// Ties the transfers to their handle and to `owner`, and submits the reads.
  mutating func begin(
    _ handle: UsbHandle, _ endpoints: UsbEndpoints, owner: Unmanaged<UsbStream>
  ) -> PortFault? {
    let owner = owner.toOpaque()
    for read in reads {
      libusb_fill_bulk_transfer(
        read, handle.pointer, endpoints.input, read.pointee.buffer, read.pointee.length,
        usbReadDone, owner, 0)
    }
    libusb_fill_bulk_transfer(
      write, handle.pointer, endpoints.output, write.pointee.buffer, 0, usbWriteDone, owner,
      Self.writeTimeout)
    return submitReads()
  }

  /// What comes goes to the sink from now on.
  mutating func open() {
    if phase == .discarding { phase = .open }
  }

  /// The port is broken. False when it was already, or is being closed: a fault is told once.
  mutating func breakDown(_ fault: PortFault) -> Bool {
    guard isLive else { return false }
    self.fault = fault
    phase = .broken
    cancelAll()
    return true
  }

  /// The port is to be closed.
  mutating func close() -> Next {
    guard phase != .closing, phase != .closed else { return .nothing }
    phase = .closing
    cancelAll()
    return next
  }

  /// Frees the transfers, of which none is in flight. False when that was done before.
  mutating func finish() -> Bool {
    guard phase == .closing, next == .finish else { return false }
    phase = .closed
    reads.forEach(Self.free)
    Self.free(write)
    return true
  }

  private mutating func cancelAll() {
    outgoing = []
    // Cancelling what is not in flight is refused and harmless.
    for read in reads { libusb_cancel_transfer(read) }
    libusb_cancel_transfer(write)
  }

  private var next: Next {
    phase == .closing && flyingReads == 0 && !isWriting ? .finish : .nothing
  }

  // MARK: Reads

  /// A read ended with `status`. Submits it again when that is right, and says whether it landed.
  mutating func readEnded(_ read: UsbRead) -> (fault: PortFault?, hasLanded: Bool) {
    guard isLive else { return (nil, true) }
    switch read.transfer.pointee.status {
    case LIBUSB_TRANSFER_NO_DEVICE: return (.vanished, true)
    case LIBUSB_TRANSFER_COMPLETED where !input.isHalted:
      input.succeeded()
      let code = libusb_submit_transfer(read.transfer)
      return code == 0 ? (nil, false) : (PortFault(using: code), true)
    // Cancelled by us, because another read found the endpoint halted.
    case LIBUSB_TRANSFER_COMPLETED, LIBUSB_TRANSFER_CANCELLED: return (nil, true)
    case let status: return (readFailed(status), true)
    }
  }

  /// The read has landed, and what it told has been told.
  mutating func readLanded() -> Next {
    flyingReads -= 1
    return isLive && flyingReads == 0 ? .recover(after: input.pause) : next
  }

  private mutating func readFailed(_ status: libusb_transfer_status) -> PortFault? {
    let isStall = status == LIBUSB_TRANSFER_STALL
    if !input.isHalted { count(isStall) }
    guard input.failed(byStall: isStall) else { return .gaveUp(afterStall: isStall) }
    // The kernel wants no read queued while the halt is cleared.
    for read in reads { libusb_cancel_transfer(read) }
    return nil
  }

  private mutating func submitReads() -> PortFault? {
    for read in reads {
      let code = libusb_submit_transfer(read)
      guard code == 0 else { return PortFault(using: code) }
      flyingReads += 1
    }
    return nil
  }

  // MARK: Writes

  /// Queues `bytes`; a device that takes nothing does not fill the memory.
  mutating func send(_ bytes: [UInt8]) -> PortFault? {
    guard phase == .open else { return nil }
    guard outgoing.count < Self.longestQueue else {
      return PortFault(using: LIBUSB_ERROR_TIMEOUT.rawValue)
    }
    var rest = bytes[...]
    while !rest.isEmpty {
      outgoing.append(Array(rest.prefix(Self.writeSize)))
      rest = rest.dropFirst(Self.writeSize)
    }
    return isWriting ? nil : startWrite()
  }

  /// The write ended.
  mutating func writeEnded() -> PortFault? {
    guard isLive else { return nil }
    switch write.pointee.status {
    case LIBUSB_TRANSFER_COMPLETED:
      counts.writes += 1
      output.succeeded()
      outgoing.removeFirst()
      return nil
    case LIBUSB_TRANSFER_NO_DEVICE: return .vanished
    case LIBUSB_TRANSFER_TIMED_OUT:
      return PortFault(using: LIBUSB_ERROR_TIMEOUT.rawValue)
    case let status:
      let isStall = status == LIBUSB_TRANSFER_STALL
      count(isStall)
      return output.failed(byStall: isStall) ? nil : .gaveUp(afterStall: isStall)
    }
  }

  /// The write has landed, and what it told has been told. Submits the next one when that is right.
  mutating func writeLanded() -> (fault: PortFault?, next: Next) {
    isWriting = false
    if isLive, output.isHalted { return (nil, .recover(after: output.pause)) }
    return (startWrite(), next)
  }

  /// Submits the oldest message, which stays queued until the device took it: a stalled one is
  /// written again.
  private mutating func startWrite() -> PortFault? {
    guard isLive, !output.isHalted, let message = outgoing.first else { return nil }
    write.pointee.buffer.update(from: message, count: message.count)
    write.pointee.length = Int32(message.count)
    let code = libusb_submit_transfer(write)
    guard code == 0 else { return PortFault(using: code) }
    isWriting = true
    return nil
  }

  private mutating func count(_ isStall: Bool) {
    if isStall { counts.stalls += 1 } else { counts.errors += 1 }
  }

  // MARK: Recovery

  /// Which endpoints wait for their halt to be cleared.
  var halted: (input: Bool, output: Bool) {
    guard isLive else { return (false, false) }
    return (flyingReads == 0, output.isHalted && !isWriting)
  }

  /// The halts were cleared, as far as asked for: goes on.
  mutating func resume(input resumesInput: Bool, output resumesOutput: Bool) -> PortFault? {
    guard isLive else { return nil }
    if resumesInput {
      input.resume()
      if let fault = submitReads() { return fault }
    }
    guard resumesOutput else { return nil }
    output.resume()
    return startWrite()
  }
}

/// A read that has just ended. Unchecked: libusb gave it back with its callback, and nobody else
/// touches it until it is submitted again.
struct UsbRead: @unchecked Sendable {
  let transfer: UnsafeMutablePointer<libusb_transfer>
}

extension PortFault {
  fileprivate static let vanished = PortFault(using: LIBUSB_ERROR_NO_DEVICE.rawValue)

  fileprivate static func gaveUp(afterStall isStall: Bool) -> PortFault {
    PortFault(using: isStall ? LIBUSB_ERROR_PIPE.rawValue : LIBUSB_ERROR_IO.rawValue)
  }
}
