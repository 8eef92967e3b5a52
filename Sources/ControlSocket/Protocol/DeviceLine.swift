public import DeviceProtocols
public import Readings
public import SessionCapture
import StrictJSON

/// How the device of one role stands.
public struct DeviceLine: Hashable, Sendable {
  /// The role.
  public var role: DeviceRole
  /// Its number in the session.
  public var source: DeviceSource
  /// Where its connection stands.
  public var state: DeviceChange.State
  /// Its driver; nil when there is no device.
  public var driver: DriverID?
  /// What it says it is; empty when not told.
  public var model: String
  /// Its serial; empty when not told.
  public var serial: String
  /// What staff should do; nil when there is nothing to do.
  public var advice: String?

  /// A line.
  public init(
    role: DeviceRole, source: DeviceSource, state: DeviceChange.State, driver: DriverID? = nil,
    model: String = "", serial: String = "", advice: String? = nil
  ) {
    self.role = role
    self.source = source
    self.state = state
    self.driver = driver
    self.model = model
    self.serial = serial
    self.advice = advice
  }

  var members: [(String, JSONValue?)] {
    [
      ("role", .string(role.rawValue)), ("source", .integer(Int64(source.number))),
      ("state", .string(state.rawValue)), ("driver", driver.map { .string($0.rawValue) }),
      ("model", .string(model)), ("serial", .string(serial)),
      ("advice", advice.map(JSONValue.string)),
    ]
  }

  init(reading reader: inout ObjectReader) throws(JSONFault) {
    self.init(
      role: try reader.choice("role"),
      source: DeviceSource(
        UInt8(truncatingIfNeeded: try reader.integer("source", in: 0...255))),
      state: try reader.choice("state"), driver: try reader.optionalChoice("driver"),
      model: try reader.string("model"), serial: try reader.string("serial"),
      advice: try reader.optionalString("advice"))
  }
}
