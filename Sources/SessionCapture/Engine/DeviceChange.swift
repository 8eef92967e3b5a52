public import DeviceProtocols
public import Readings
import StrictJSON

/// What the host says of a device's connection.
public struct DeviceChange: Hashable, Sendable {
  /// Where the connection stands.
  public enum State: String, Sendable, CaseIterable {
    /// Looked for, not found yet.
    case searching
    /// Found, being set up.
    case opening
    /// Bytes arrive.
    case streaming
    /// Silent for longer than the device ever is.
    case stalled
    /// Unplugged or out of reach.
    case lost
    /// Cannot be used.
    case failed
  }

  /// The device's number in the session.
  public var source: DeviceSource
  /// The driver that reads it; it decides which decoder hears its bytes.
  public var driver: DriverID
  /// The variant of the device family that configuration chose; empty when there is one kind only.
  public var variant: String
  /// Where the connection stands now.
  public var state: State
  /// The serial of the host's adapter, such as the ANT stick's; empty when not told.
  public var serial: String

  /// A change.
  public init(
    source: DeviceSource, driver: DriverID, variant: String = "", state: State,
    serial: String = ""
  ) {
    self.source = source
    self.driver = driver
    self.variant = variant
    self.state = state
    self.serial = serial
  }

  var members: [(String, JSONValue)] {
    [
      ("source", .integer(Int64(source.number))), ("driver", .string(driver.rawValue)),
      ("variant", .string(variant)),
      ("state", .string(state.rawValue)), ("serial", .string(serial)),
    ]
  }

  init(reading reader: inout ObjectReader) throws(JSONFault) {
    source = DeviceSource(UInt8(try reader.integer("source", in: 0...255)))
    driver = try reader.choice("driver")
    variant = try reader.string("variant")
    state = try reader.choice("state")
    serial = try reader.string("serial")
  }
}
