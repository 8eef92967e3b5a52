/// Opens devices. The one for real devices is `SystemPortOpener`; tests put others in its place.
public protocol PortOpener: Sendable {
  /// Opens the device of `plan`, exclusively. May take its time: it is called on a thread that may
  /// wait.
  ///
  /// - Parameters:
  ///   - attempt: 1, or how often it was tried in a row: a stubborn device may need more.
  ///   - loop: where descriptors may be watched.
  ///   - sink: takes what the port hears.
  /// - Throws: `PortFault` with a sentence that says what to do.
  func open(
    _ plan: DevicePlan, attempt: Int, loop: EventLoop, sink: @escaping PortSink
  ) throws(PortFault) -> any BytePort
}
