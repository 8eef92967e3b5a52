public import DeviceProtocols
public import Readings

/// Where a role's device stands, as it is published.
public enum StationState: Hashable, Sendable {
  /// No device is attached, or the one behind an open port (a foot pod behind its stick) is looked
  /// for.
  case searching
  /// A device is attached and being opened.
  case opening
  /// The device answers.
  case streaming
  /// The device answered and has been silent since.
  case stalled(since: MonotonicInstant)
  /// The device was open and is gone since.
  case lost(since: MonotonicInstant)
  /// The device cannot be used; the fault says why, what to do, and when it is tried again.
  case failed(StationFault)

  /// The state's name in lists and records.
  public var name: String {
    switch self {
    case .searching: "searching"
    case .opening: "opening"
    case .streaming: "streaming"
    case .stalled: "stalled"
    case .lost: "lost"
    case .failed: "failed"
    }
  }
}

/// Why a role has no usable device.
public struct StationFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// Which fault.
  public enum Code: Hashable, Sendable {
    /// Two or more attached devices can serve the role.
    case ambiguous
    /// A device is attached that only configuration can give a meaning, and it is not bound.
    case notBound
    /// The role is bound to a device that is not attached, and another one is.
    case otherThanBound
    /// Another device is attached than the one this session began with.
    case swapped
    /// The driver has no such variant, or does not read such a device.
    case noDriver
    /// Its port cannot be opened, or broke.
    case port(PortFault.Code)
    /// Its driver gave up.
    case device(DriverFault.Code)

    /// The code's stable name.
    public var name: String {
      switch self {
      case .ambiguous: "role-ambiguous"
      case .notBound: "role-not-bound"
      case .otherThanBound: "role-other-than-bound"
      case .swapped: "device-swapped"
      case .noDriver: "device-no-driver"
      case .port(let code): code.rawValue
      case .device(let code): code.rawValue
      }
    }
  }

  /// Which fault.
  public var code: Code
  /// One sentence for staff that says what to do.
  public var description: String
  /// When opening is tried again by itself; nil when only a person or a plug can change something.
  public var retryAt: MonotonicInstant?

  /// A fault and its sentence.
  public init(_ code: Code, _ sentence: String, retryAt: MonotonicInstant? = nil) {
    self.code = code
    self.retryAt = retryAt
    description = sentence
  }

  /// The fault of a port.
  public init(_ fault: PortFault, retryAt: MonotonicInstant? = nil) {
    self.init(.port(fault.code), fault.description, retryAt: retryAt)
  }

  /// The fault of a driver.
  public init(_ fault: DriverFault) { self.init(.device(fault.code), fault.description) }
}
