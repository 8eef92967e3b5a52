import Readings
import StrictJSON
import Testing

@testable import WalkProtocol

/// The schema is for editors and other people's tools; these tests hold it to what the parser does.
@Suite("The protocol schema")
struct DefinitionSchemaTests {
  private let schema: JSONValue
  private let definitions: JSONValue

  init() throws {
    schema = try StrictJSON.parse(ShippedProtocols.schema)
    definitions = try #require(schema["$defs"])
  }

  private func enumeration(_ name: String) -> [String]? {
    definitions[name]?["enum"]?.array?.compactMap(\.string)
  }

  @Test("the enumerations, those of the code in the same order")
  func enumerations_equalTheCode() {
    #expect(enumeration("mode") == WalkMode.allCases.map(\.rawValue))
    #expect(enumeration("mark") == Mark.allCases.map(\.rawValue))
    #expect(enumeration("channel") == Channel.allCases.map(\.rawValue))
    #expect(enumeration("rest_rule") == RestRule.named.map(\.name))
    let staff = EndReason.allCases.filter { !$0.isMachineOnly }
    #expect(enumeration("end_reason") == staff.map(\.rawValue))
    #expect(schema["properties"]?["format"]?["const"] == .string(ProtocolFile.format))
    let buttons = ["one_button", "two_switches"].map {
      definitions[$0]?["properties"]?["kind"]?["const"]?.string
    }
    #expect(buttons == ButtonKind.allCases.map(\.rawValue))
  }

  @Test("the questions, those of the catalogue", arguments: QuestionCatalogue.Moment.allCases)
  func questions_equalTheCatalogue(moment: QuestionCatalogue.Moment) {
    let ids = definitions["question_\(moment.rawValue)"]?["properties"]?["id"]?["enum"]?.array
    let expected = QuestionCatalogue.entries.filter { $0.moment == moment }.map(\.id)
    #expect(ids?.compactMap(\.string) == expected)
  }

  @Test(
    "the units, those of the code",
    arguments: [
      ("duration", QuantityKind.duration), ("speed", .speed), ("grade", .grade),
    ])
  func units_equalTheCode(name: String, kind: QuantityKind) throws {
    let pattern = try #require(definitions[name]?["pattern"]?.string)
    let group = try #require(pattern.split(separator: " (").last).dropLast(")$".count)
    #expect(Set(group.split(separator: "|").map(String.init)) == Set(kind.units))
  }

  /// The parser tells the keys that it knows when it meets one that it does not.
  @Test("the keys of every object, those that the parser allows")
  func keys_equalTheParser() throws {
    let odd: JSONValue = ["odd": 1]
    let cases: [(schema: JSONValue?, bytes: [UInt8])] = [
      (schema, DefinitionFixture.deen(["odd": 1])),
      (definitions["stage"], DefinitionFixture.deen(["stages": [odd]])),
      (
        definitions["prompt"],
        DefinitionFixture.deen(["prompts": [["at": "1 s", "text": "x", "odd": 1]]])
      ),
      (
        definitions["question_before"],
        DefinitionFixture.deen([
          "questions_before": [["id": "laps", "required": true, "odd": 1]]
        ])
      ),
      (
        definitions["channel_requirement"],
        DefinitionFixture.deen([
          "channels": [["channel": "speed", "required": true, "odd": 1]]
        ])
      ),
      (
        schema["properties"]?["trials"],
        DefinitionFixture.deen(["trials": ["count": 1, "rest_between": "0 s", "odd": 1]])
      ),
      (
        definitions["one_button"],
        DefinitionFixture.deen([
          "buttons": ["kind": "one-button", "hold_to_end": "2 s", "odd": 1]
        ])
      ),
      (
        definitions["two_switches"],
        DefinitionFixture.deen([
          "buttons": ["kind": "two-switches", "start_stop": 1, "mark": 2, "odd": 1]
        ])
      ),
    ]
    for (object, bytes) in cases {
      let keys = try #require(object?["properties"]?.object?.members.map(\.key))
      let fault = try #require(DefinitionFixture.refusal(of: bytes))
      #expect(fault.code == .unknownKey)
      let told = "is unknown; allowed here: " + keys.joined(separator: ", ")
      #expect(fault.detail == told, "\(fault)")
      #expect(object?["additionalProperties"] == false)
    }
  }
}
