import Readings
import StrictJSON

@testable import WalkProtocol

/// Protocol files made from a shipped one by replacing members at the top.
enum DefinitionFixture {
  /// The file's name in messages.
  static let file = "deen.json"

  /// `deen-1.2mph-15min` with the members replaced, or removed where nil.
  static func deen(_ members: KeyValuePairs<String, JSONValue?> = [:]) -> [UInt8] {
    edited("deen-1.2mph-15min", members)
  }

  /// `6mwt` with the members replaced, or removed where nil.
  static func sixMinutes(_ members: KeyValuePairs<String, JSONValue?> = [:]) -> [UInt8] {
    edited("6mwt", members)
  }

  /// One treadmill stage with the speed and grade as written.
  static func stage(speed: JSONValue? = "1.2 mph", grade: JSONValue? = "0 %") -> JSONValue {
    var stage = JSONObject()
    stage["speed"] = speed
    stage["grade"] = grade
    return .array([.object(stage)])
  }

  /// The fault that parsing throws, nil when the file is accepted.
  static func refusal(of bytes: [UInt8]) -> ProtocolFault? {
    do {
      _ = try ProtocolFile.parse(bytes, named: file)
      return nil
    } catch {
      return error
    }
  }

  private static func edited(
    _ id: String, _ members: KeyValuePairs<String, JSONValue?>
  ) -> [UInt8] {
    guard let bytes = ShippedProtocols.bytes(id: id),
      var object = (try? StrictJSON.parse(bytes))?.object
    else { return [] }
    for (key, value) in members { object[key] = value }
    return JSONValue.object(object).compactBytes
  }
}
