import StrictJSON
import Testing

@testable import WalkProtocol

/// A file that is refused, with the sentence that staff read.
struct DefinitionRefusal: Sendable, CustomTestStringConvertible {
  var code: ProtocolFault.Code
  var sentence: String
  var bytes: [UInt8]

  /// A refusal of `bytes`.
  init(_ code: ProtocolFault.Code, _ sentence: String, _ bytes: [UInt8]) {
    self.code = code
    self.sentence = sentence
    self.bytes = bytes
  }

  /// A refusal of the Deen protocol with members replaced.
  init(
    _ code: ProtocolFault.Code, _ sentence: String, deen members: KeyValuePairs<String, JSONValue?>
  ) {
    self.init(code, sentence, DefinitionFixture.deen(members))
  }

  /// A refusal of the six-minute walk test with members replaced.
  init(
    _ code: ProtocolFault.Code, _ sentence: String, six members: KeyValuePairs<String, JSONValue?>
  ) {
    self.init(code, sentence, DefinitionFixture.sixMinutes(members))
  }

  var testDescription: String { "\(code.rawValue): \(sentence)" }

  static let all = text + words + quantities + stages + walk + lists

  static let text: [DefinitionRefusal] = [
    .init(
      .tooLong, "file: has 65536 bytes; allowed are 65535", [UInt8](repeating: 0x20, count: 65_536)),
    .init(.notJSON, "line 1, column 1: ends where a value should be", []),
    .init(.notJSON, "line 1, column 3: expected a member name", Array("{ 'id': 1 }".utf8)),
    .init(
      .duplicateKey, "line 1, column 10: \"cap\" stands twice", Array(#"{"cap":1,"cap":2}"#.utf8)),
    .init(
      .float, "line 1, column 8: a number with a fraction or exponent", Array(#"{"cap":1.5}"#.utf8)),
    .init(.wrongKind, "top level: is an array, an object is needed", Array("[]".utf8)),
    .init(.wrongKind, "cap: is an integer, a string is needed", deen: ["cap": 15]),
    .init(.wrongKind, "marks[0]: is null, a string is needed", deen: ["marks": [nil]]),
    .init(.wrongKind, "stages[0]: is a string, an object is needed", deen: ["stages": ["x"]]),
    .init(.missingKey, "cap: is missing and this key is required", deen: ["cap": nil]),
    .init(.missingKey, "prompts: is missing and this key is required", deen: ["prompts": nil]),
    .init(
      .unknownKey, "stages[0].sped: is unknown; allowed here: duration, speed, grade",
      deen: ["stages": [["sped": "1.2 mph", "grade": "0 %"]]]),
    .init(
      .unknownKey, "buttons.mark: is unknown; allowed here: kind, hold_to_end",
      deen: ["buttons": ["kind": "one-button", "hold_to_end": "2 s", "mark": 2]]),
    .init(
      .unknownFormat, "format: \"walktest-protocol/2\" is unknown; write \"walktest-protocol/1\"",
      deen: ["format": "walktest-protocol/2"]),
  ]

  private static let identifierRule =
    "is not allowed; write a to z, 0 to 9, dot and hyphen, 64 at most, a letter or digit first"

  static let words: [DefinitionRefusal] =
    ["", "Deen", "-deen", ".deen", "de_en", "dé", "a/b", String(repeating: "a", count: 65)].map {
      .init(.badIdentifier, "id: \"\($0)\" \(identifierRule)", deen: ["id": .string($0)])
    } + [
      .init(
        .badIdentifier, "channels[0].calibration: \"belt speed\" \(identifierRule)",
        deen: [
          "channels": [["channel": "speed", "required": true, "calibration": "belt speed"]]
        ]),
      .init(.versionTooLow, "version: is 0; the first version is 1", deen: ["version": 0]),
      .init(.versionTooLow, "version: is -3; the first version is 1", deen: ["version": -3]),
      .init(
        .badText, "title: is not allowed; write 1 to 120 characters without control characters",
        deen: ["title": ""]),
      .init(
        .badText, "source: is not allowed; write 1 to 2000 characters without control characters",
        deen: ["source": "a\u{1B}[2J"]),
      .init(
        .badText,
        "prompts[0].text: is not allowed; write 1 to 300 characters without control characters",
        deen: [
          "prompts": [["at": "60 s", "text": .string(String(repeating: "x", count: 301))]]
        ]),
    ]

  private static let speedForm =
    "is not a number, one space and a unit; write it like \"1.2 mph\""

  static let quantities: [DefinitionRefusal] =
    [
      "", " ", "1.2mph", "1,2 mph", "1.2  mph", "1.2 mph ", " 1.2 mph", "mph", ". mph", "1. mph",
      ".5 mph", "01.2 mph", "+1.2 mph", "--1 mph", "- mph", "1.2.3 mph", "1e3 mph", "1.2 ",
      "1234567890 mph", "0.1234567890 mph", "١ mph",
    ].map {
      .init(
        .malformedQuantity, "stages[0].speed: \"\($0)\" \(speedForm)",
        deen: ["stages": DefinitionFixture.stage(speed: .string($0))])
    } + [
      .init(
        .missingUnit, "cap: \"15\" has no unit; write it like \"15 min\" (units: min, s)",
        deen: ["cap": "15"]),
      .init(
        .missingUnit,
        "stages[0].speed: \"1.2\" has no unit; write it like \"1.2 mph\" (units: mph, m/s, km/h)",
        deen: ["stages": DefinitionFixture.stage(speed: "1.2")]),
      .init(
        .gradeWithoutUnit,
        "stages[0].grade: \"15\" has no unit; write \"15 deg\" or \"26.8 %\" for that slope, "
          + "or \"15 %\" if percent is meant",
        deen: ["stages": DefinitionFixture.stage(grade: "15")]),
      .init(
        .gradeWithoutUnit,
        "stages[0].grade: \"60\" has no unit; write \"60 deg\" or \"60 %\", whichever is meant",
        deen: ["stages": DefinitionFixture.stage(grade: "60")]),
      .init(
        .unknownUnit, "cap: \"1 h\" has a unit that is not allowed here; allowed: min, s",
        deen: ["cap": "1 h"]),
      .init(
        .unknownUnit,
        "stages[0].speed: \"2 MPH\" has a unit that is not allowed here; allowed: mph, m/s, km/h",
        deen: ["stages": DefinitionFixture.stage(speed: "2 MPH")]),
      .init(
        .unknownUnit,
        "stages[0].grade: \"15 °\" has a unit that is not allowed here; allowed: %, deg",
        deen: ["stages": DefinitionFixture.stage(grade: "15 °")]),
      .init(
        .tooPrecise, "cap: \"0.0000001 s\" is too fine; write whole microseconds",
        deen: ["cap": "0.0000001 s"]),
      .init(
        .tooPrecise, "stages[0].grade: \"0.0001 %\" is too fine; write at most three decimals",
        deen: ["stages": DefinitionFixture.stage(grade: "0.0001 %")]),
      .init(
        .outOfRange, "cap: \"1441 min\" is out of range; allowed: up to 1440 min",
        deen: ["cap": "1441 min"]),
      .init(
        .outOfRange, "stages[0].grade: \"46 deg\" is out of range; allowed: up to 100 % or 45 deg",
        deen: ["stages": DefinitionFixture.stage(grade: "46 deg")]),
      .init(
        .outOfRange, "buttons.hold_to_end: is out of range; allowed: 0.5 s to 10 s",
        deen: ["buttons": ["kind": "one-button", "hold_to_end": "0.4 s"]]),
    ]
    + ["0 mph", "-1 m/s", "0.0001 m/s", "10.1 m/s", "999999999 mph"].map {
      .init(
        .outOfRange, "stages[0].speed: \"\($0)\" is out of range; allowed: above 0 to 10 m/s",
        deen: ["stages": DefinitionFixture.stage(speed: .string($0))])
    }
    + ["9 Hz", "1001 Hz", "-20 Hz", "20.5 Hz"].map {
      .init(
        .sampleRate,
        "sample_rate: \"\($0)\" is not allowed; write a whole number from 10 Hz to 1000 Hz",
        deen: ["sample_rate": .string($0)])
    }
}
