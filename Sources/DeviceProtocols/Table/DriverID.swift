/// The drivers there are, by the names that configuration, records and the driver table use.
public enum DriverID: String, Sendable, Hashable, CaseIterable {
  /// An ANT+ foot pod (SDM) behind an ANT stick.
  case antFootPod = "ant-sdm"
  /// An ANT+ treadmill (FE) behind an ANT stick.
  case antTreadmill = "ant-fe"
  /// The Trackmaster family on a serial line.
  case trackmaster
  /// A CSAFE console on a serial line.
  case csafe
  /// A LifeSpan base on a serial line (Modbus RTU).
  case lifespan
  /// A button that the kernel's input layer reads (evdev).
  case button
  /// A button with a HID report descriptor, read raw (hidraw).
  case hidButton = "hid-button"
  /// An X-keys switch interface or foot pedal (hidraw), which stamps its own edges.
  case xkeys
  /// The Dream Cheeky Big Red Button (hidraw), which must be polled.
  case bigRedButton = "big-red-button"
}
