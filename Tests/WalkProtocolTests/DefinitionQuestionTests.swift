import StrictJSON
import Testing

@testable import WalkProtocol

@Suite("The question catalogue")
struct DefinitionQuestionTests {
  @Test("every question, an id of its own and the identifier's form")
  func ids_areUniqueIdentifiers() throws {
    let ids = QuestionCatalogue.entries.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids {
      #expect(id.wholeMatch(of: /[a-z0-9][a-z0-9.-]{0,63}/) != nil, "\(id)")
      #expect(QuestionCatalogue.entry(id)?.id == id)
    }
    #expect(QuestionCatalogue.entry("name") == nil)
  }

  @Test("every question, words and answers that a screen can offer")
  func questions_canBeAnswered() {
    for entry in QuestionCatalogue.entries {
      #expect(!entry.text.isEmpty, "\(entry.id)")
      guard case .choice(let codes) = entry.answer else { continue }
      #expect(codes.count >= 2, "\(entry.id)")
      #expect(Set(codes).count == codes.count, "\(entry.id)")
      #expect(codes.allSatisfy { $0.wholeMatch(of: /[a-z0-9-]{1,64}/) != nil }, "\(entry.id)")
    }
  }

  @Test("what is measured before and after, two questions of the same answer")
  func measurements_comeInPairs() {
    let before = QuestionCatalogue.entries.filter { $0.id.hasSuffix("-before") }
    #expect(before.count == 8)
    for entry in before {
      let after = QuestionCatalogue.entry(String(entry.id.dropLast("before".count)) + "after")
      #expect(after?.answer == entry.answer, "\(entry.id)")
      #expect(after?.moment == .after)
      #expect(entry.moment == .before)
    }
    #expect(
      QuestionCatalogue.entry("borg-breathlessness-before")?.answer == .integer(0...10, unit: ""))
  }

  @Test("a question named by a file, the catalogue's words with the file's requirement")
  func namedQuestion_hasCatalogueWords() throws {
    let bytes = DefinitionFixture.deen([
      "questions_after": [
        ["id": "symptom-site", "required": true], ["id": "laps", "required": false],
      ]
    ])
    let questions = try ProtocolFile.parse(bytes, named: "x.json").questionsAfter
    #expect(
      questions == [
        Question(
          id: "symptom-site", text: "Where were the symptoms?",
          answer: .choice(["leg", "back", "buttock", "fatigue", "none"]), isRequired: true),
        Question(
          id: "laps", text: "Whole laps walked", answer: .integer(0...1_000, unit: ""),
          isRequired: false),
      ])
  }

  @Test("two switches named by a file, bound as written")
  func twoSwitches_areBound() throws {
    let bytes = DefinitionFixture.deen([
      "buttons": ["kind": "two-switches", "start_stop": 2, "mark": 1]
    ])
    let binding = try ProtocolFile.parse(bytes, named: "x.json").buttons
    #expect(binding == .twoSwitches(startStop: 2, mark: 1))
  }
}
