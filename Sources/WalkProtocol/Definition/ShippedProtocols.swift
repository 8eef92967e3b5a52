/// The protocol files that come with walktest, byte for byte, compiled in so that a machine without
/// any file installed can run them. The files themselves are in `protocols/` at the top of the
/// repository: SwiftPM embeds them through the link `Sources/WalkProtocol/Shipped`.
public enum ShippedProtocols {
  /// Every shipped file with its name and content, in the order of a list for staff.
  public static let all: [(file: String, bytes: [UInt8])] = [
    ("deen-1.2mph-15min.json", PackageResources.deen_1_2mph_15min_json),
    ("self-selected-15min-treadmill.json", PackageResources.self_selected_15min_treadmill_json),
    ("self-selected-15min-overground.json", PackageResources.self_selected_15min_overground_json),
    ("spwt-30min.json", PackageResources.spwt_30min_json),
    ("6mwt.json", PackageResources._mwt_json),
  ]

  /// The bytes of the shipped protocol `id`, nil when none has that id. A file is named for its id.
  public static func bytes(id: String) -> [UInt8]? {
    all.first { $0.file == id + ".json" }?.bytes
  }

  /// The shipped protocol `id`, parsed; nil when none has that id.
  ///
  /// - Throws: `ProtocolFault` never for the files as shipped; a test parses each of them.
  public static func definition(id: String) throws(ProtocolFault) -> ProtocolDefinition? {
    guard let bytes = bytes(id: id) else { return nil }
    return try ProtocolFile.parse(bytes, named: id + ".json")
  }

  /// The JSON Schema (2020-12) of the protocol file, for editors; the parser knows more rules.
  public static var schema: [UInt8] { PackageResources.protocol_schema_json }
}
