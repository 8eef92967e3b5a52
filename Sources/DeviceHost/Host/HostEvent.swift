public import DeviceProtocols
public import Readings

/// Something that happened to a device. Stamps of one source rise; a frame that was received may
/// bear a stamp a little older than an event told before it, because it is stamped at its transfer.
public enum HostEvent: Hashable, Sendable {
  /// A role's state changed; with the device that it is about and its driver, when there is one.
  case state(DeviceSource, StationState, DevicePlan?, at: MonotonicInstant)
  /// Bytes went between host and device, as one transfer carried them; a network key is blanked.
  case frame(DeviceSource, FrameDirection, [UInt8], at: MonotonicInstant)
  /// The driver understood something; the decoder of a record reads the same from the frames.
  case report(DeviceSource, DeviceReport, at: MonotonicInstant)
  /// A button's contact closed or opened.
  case edge(DeviceSource, ContactEdge)
  /// Something went wrong that the state alone does not tell: a broken port, a device that is
  /// opened anew, a second device of the kind.
  case fault(DeviceSource, StationFault, at: MonotonicInstant)
}

/// Which way bytes went.
public enum FrameDirection: Hashable, Sendable {
  /// From the device.
  case received
  /// To the device.
  case sent
}
