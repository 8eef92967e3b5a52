public import Readings

/// What a driver wants done, or tells, after something happened.
public enum DriverAction: Hashable, Sendable {
  /// Send these bytes to the device.
  case send(HostMessage)
  /// The link changed.
  case link(LinkState)
  /// The device tells something.
  case report(DeviceReport)
  /// A button's contact closed or opened.
  case edge(ContactEdge)
  /// Close the port, open it again and call `begin`.
  case reopen(DriverFault)
  /// Opening again did not help, or the device refuses what it must not; staff has to act.
  case failed(DriverFault)
  /// The device is released and the port may be closed; not clean when it did not confirm it.
  case closed(clean: Bool)
}

/// Where the link to a device stands behind an open port.
public enum LinkState: Hashable, Sendable {
  /// The port works; the device behind it is looked for (a foot pod behind its stick).
  case searching
  /// The device answers.
  case streaming
  /// The device answered and has been silent for its stall time, since this instant.
  case stalled(since: MonotonicInstant)
}

/// One edge of a button's contact.
public struct ContactEdge: Hashable, Sendable {
  /// When it happened, as near to the contact as a stamp is to be had: the kernel's for evdev, the
  /// completion of the transfer for others.
  public var at: MonotonicInstant
  /// Which contact of the device, from 0.
  public var contact: Int
  /// True when the contact closes, false when it opens.
  public var isPress: Bool
  /// The device's own clock in ms since its power-up, when it stamps its edges; it rolls at 2³².
  public var deviceMilliseconds: UInt32?

  /// An edge.
  public init(
    at instant: MonotonicInstant, contact: Int, isPress: Bool, deviceMilliseconds: UInt32? = nil
  ) {
    self.at = instant
    self.contact = contact
    self.isPress = isPress
    self.deviceMilliseconds = deviceMilliseconds
  }
}
