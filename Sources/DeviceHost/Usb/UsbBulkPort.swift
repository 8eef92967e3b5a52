import CLibUSB
public import DeviceProtocols
import Dispatch

/// A USB device with one bulk endpoint in each direction, such as an ANT stick, through libusb.
///
/// Several reads are always in flight, so nothing is lost between two of them; each is stamped when
/// it completes and told from libusb's thread. Writes are queued and never block.
public final class UsbBulkPort: BytePort {
  /// What the device says it is, read while it was opened.
  public let identity: UsbIdentity
  private let stream: UsbStream

  private init(identity: UsbIdentity, stream: UsbStream) {
    self.identity = identity
    self.stream = stream
  }

  deinit { stream.close() }

  /// What the transfers have seen so far.
  public var counts: UsbCounts { stream.counts }

  /// Opens the device at `address` of `bus`, takes its `interface` from the kernel's driver, and
  /// discards what it still holds from an earlier session. The sink is called from libusb's thread,
  /// may call `send` and `close`, and must not wait for anything.
  ///
  /// Blocks for `quirks.quietTime` at least, with a device in trouble for some seconds: a thread
  /// that stamps other devices calls `openInBackground`. Not from the sink of a port.
  ///
  /// - Throws: `PortFault`: `absent` when it is not there or left while it was opened, so wait for
  ///   its hot-plug event; `notTheDevice` when its ids or endpoints are others; `busy`;
  ///   `noPermission`; `stalled`; `system`.
  public static func open(
    bus: Int, address: Int, interface: Int, expecting: UsbID, quirks: UsbQuirks = UsbQuirks(),
    context: UsbContext, sink: @escaping PortSink
  ) throws(PortFault) -> UsbBulkPort {
    let events = context.events
    guard !events.isCurrent, events.handleOpens() else { throw .usbClosed }
    let port: UsbBulkPort
    do throws(PortFault) {
      let handle = try UsbHandle(
        bus: bus, address: address, expecting: expecting, in: events.context)
      do throws(PortFault) {
        port = try claim(handle, interface, quirks, events, sink)
      } catch {
        handle.close()
        throw error
      }
    } catch {
      events.handleClosed()
      throw error
    }
    // From here on the handle is the stream's, which closes it when the port goes.
    try port.stream.begin(quirks)
    return port
  }

  /// Like `open`, on a thread of its own.
  public static func openInBackground(
    bus: Int, address: Int, interface: Int, expecting: UsbID, quirks: UsbQuirks = UsbQuirks(),
    context: UsbContext, sink: @escaping PortSink
  ) async throws(PortFault) -> UsbBulkPort {
    let result: Result<UsbBulkPort, PortFault> = await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        let result = Result { () throws(PortFault) in
          try open(
            bus: bus, address: address, interface: interface, expecting: expecting, quirks: quirks,
            context: context, sink: sink)
        }
        continuation.resume(returning: result)
      }
    }
    return try result.get()
  }

  /// Queues `message`. A device that does not take it within a second breaks the port.
  public func send(_ message: HostMessage) { stream.send(message.bytes) }

  /// Cancels all transfers, gives the interface back to the kernel's driver and closes the device;
  /// waits for that at most two seconds, and not at all when called from the sink.
  public func close() { stream.close() }

  private static func claim(
    _ handle: UsbHandle, _ interface: Int, _ quirks: UsbQuirks, _ events: UsbEvents,
    _ sink: @escaping PortSink
  ) throws(PortFault) -> UsbBulkPort {
    let endpoints = try UsbEndpoints(of: handle, interface: interface)
    try handle.claim(interface, quirks, endpoints)
    let identity = UsbIdentity(of: handle, readingSerial: quirks.readsSerial)
    guard
      let stream = UsbStream(
        of: handle, interface: interface, endpoints, events: events, sink: sink)
    else {
      handle.release(interface)
      throw PortFault(using: LIBUSB_ERROR_NO_MEM.rawValue)
    }
    return UsbBulkPort(identity: identity, stream: stream)
  }
}
