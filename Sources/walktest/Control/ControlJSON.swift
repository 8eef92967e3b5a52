import ControlSocket
import StrictJSON

extension WalkStatus {
  /// The status as docs/control-protocol.md has it.
  var json: JSONValue { ControlEvent.state(self).lineJSON["status"] ?? .null }
}

extension ControlEvent {
  /// The event as docs/control-protocol.md has it; null when it is longer than a line may be.
  var lineJSON: JSONValue {
    guard let line = ControlMessage.event(self).line else { return .null }
    return (try? StrictJSON.parse(line.dropLast())) ?? .null
  }
}

extension DeviceLine {
  /// The device as docs/control-protocol.md has it.
  var json: JSONValue {
    guard case .object(var object) = ControlEvent.device(self).lineJSON else { return .null }
    object["event"] = nil
    return .object(object)
  }
}
