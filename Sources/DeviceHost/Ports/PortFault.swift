/// Why a device cannot be opened, or cannot be used any more.
public struct PortFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// A stable name of the fault.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// It was unplugged, or lost its power.
    case unplugged = "port-unplugged"
    /// Its node cannot be opened with the rights of this process.
    case noPermission = "port-no-permission"
    /// Another program holds it.
    case busy = "port-busy"
    /// Its node is not there, or not yet.
    case absent = "port-absent"
    /// An endpoint stalled and could not be cleared.
    case stalled = "port-stalled"
    /// Its descriptors are not those of the device it claims to be.
    case notTheDevice = "port-not-the-device"
    /// The system refused for a reason of its own.
    case system = "port-system"
  }

  /// Which fault.
  public var code: Code
  /// One sentence for staff that says what to do.
  public var description: String
  /// The error number of the system call or of libusb; 0 when there is none.
  public var number: Int32

  /// A fault and its sentence.
  public init(_ code: Code, _ sentence: String, _ number: Int32 = 0) {
    self.code = code
    self.number = number
    description = sentence
  }
}
