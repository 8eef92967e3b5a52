/// Why a USB/IP peer is turned away, or a device cannot be attached.
public struct UsbIpFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// A stable name of the fault.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// The peer speaks another protocol or another version of it.
    case version = "usbip-version"
    /// The peer's message means nothing or is longer than any device's.
    case malformed = "usbip-malformed"
    /// The peer does not read what it asked for.
    case deaf = "usbip-deaf"
    /// The kernel has no virtual host controller, or no free port on it.
    case noController = "usbip-no-controller"
    /// The system refused for a reason of its own.
    case system = "usbip-system"
  }

  /// Which fault.
  public var code: Code
  /// One sentence that says what to do.
  public var description: String

  init(_ code: Code, _ sentence: String) {
    self.code = code
    description = sentence
  }

  /// A system call that failed; `number` is its errno.
  init(system what: String, _ number: Int32) {
    self.init(.system, "\(what) (error \(number)); check rights and free descriptors.")
  }
}
