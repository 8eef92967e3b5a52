import Readings
import StrictJSON

/// The protocol file: strict JSON (format `walktest-protocol/1`, described by
/// `protocols/protocol.schema.json`) in, `ProtocolDefinition` out. Whatever is not understood is
/// refused with its place and what is allowed there; nothing has a silent default.
public enum ProtocolFile {
  /// The value of the member `format` that this parser reads.
  public static let format = "walktest-protocol/1"
  /// The most bytes a file may have: it is one entry of the session's journal, whose length has 16
  /// bits.
  public static let largestSize = 65_535

  /// Reads a protocol.
  ///
  /// - Parameters:
  ///   - bytes: the file's content.
  ///   - file: the file's name, for messages.
  /// - Throws: `ProtocolFault` for the first thing that is not allowed.
  public static func parse(
    _ bytes: [UInt8], named file: String
  ) throws(ProtocolFault) -> ProtocolDefinition {
    guard bytes.count <= largestSize else {
      throw ProtocolFault(
        .tooLong, in: file, at: "file", "has \(bytes.count) bytes; allowed are \(largestSize)")
    }
    let value: JSONValue
    do { value = try StrictJSON.parse(bytes) } catch { throw ProtocolFault(error, in: file) }
    var reader = try ProtocolReader(value, in: file)
    try checkFormat(&reader)
    let definition = try members(of: &reader)
    try reader.finish()
    try ProtocolRules(definition: definition, file: file).check()
    return definition
  }

  private static func checkFormat(_ reader: inout ProtocolReader) throws(ProtocolFault) {
    let found = try reader.string("format")
    guard found == format else {
      throw reader.fault(.unknownFormat, "format", "\"\(found)\" is unknown; write \"\(format)\"")
    }
  }

  private static func members(
    of reader: inout ProtocolReader
  ) throws(ProtocolFault) -> ProtocolDefinition {
    ProtocolDefinition(
      id: try reader.identifier("id"),
      version: try reader.version("version"),
      title: try reader.text("title", upTo: 120),
      source: try reader.text("source", upTo: 2_000),
      mode: try reader.choice("mode", otherwise: .unknownMode),
      stages: try reader.stages("stages"),
      cap: try reader.span("cap"),
      marks: try reader.cases("marks", otherwise: .unknownMark),
      severeSymptomsEndWalk: try reader.bool("severe_symptoms_end_walk"),
      rests: try reader.rests("rests"),
      prompts: try reader.prompts("prompts"),
      trials: try reader.trials("trials"),
      endReasons: try reader.cases("end_reasons", otherwise: .unknownEndReason),
      questionsBefore: try reader.questions("questions_before", .before),
      questionsAfter: try reader.questions("questions_after", .after),
      buttons: try reader.buttons("buttons"),
      channels: try reader.channels("channels"),
      sampleRate: try reader.sampleRate("sample_rate"))
  }
}
