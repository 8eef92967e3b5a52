public import DeviceSimulator

/// A simulated device on the bench, in its socket or beside it.
public struct UsbBenchDevice: Sendable {
  /// Its name in commands.
  public let name: String
  /// Its number on the bench's bus, from 2.
  public let number: Int
  /// The device.
  public var device: SimulatedUsbDevice
  /// Whether somebody has plugged it in.
  public internal(set) var isPlugged = false
  /// Whether a host has it.
  public internal(set) var isTaken = false

  /// The name by which USB/IP knows it.
  public var busID: String { "1-\(number)" }
  /// The number by which a host that has it speaks of it: bus 1 and the device's number.
  var hostNumber: UInt32 { 1 << 16 | UInt32(number) }
  /// Whether a host may take it.
  var isFree: Bool { isPlugged && !isTaken && device.function.isAttached }

  init(name: String, number: Int, device: SimulatedUsbDevice) {
    self.name = name
    self.number = number
    self.device = device
  }
}
