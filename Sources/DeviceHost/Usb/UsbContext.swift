/// libusb with a thread of its own that handles its events. Ports are opened in it; one is enough
/// for a process.
public final class UsbContext: Sendable {
  let events: UsbEvents

  /// A context whose thread runs until `close`, and until its last port is closed.
  ///
  /// - Throws: `PortFault` when the system gives no USB or no thread.
  public init() throws(PortFault) { events = try UsbEvents() }

  deinit { events.stop() }

  /// Ends the thread and releases libusb; waits for that, at most two seconds. Close the ports
  /// first. Nothing can be opened any more.
  public func close() {
    events.stop()
    events.waitForEnd()
  }
}
