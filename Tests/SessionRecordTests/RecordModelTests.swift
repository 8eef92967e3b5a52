import StrictJSON
import Testing

@testable import SessionRecord

@Suite("record.json")
struct RecordModelTests {
  @Test("members, in the order of walktest-record/1")
  func memberOrder() throws {
    let object = try #require(RecordExamples.record(.close).json.object)
    #expect(
      object.members.map(\.key) == [
        "format", "kind", "study", "site", "device", "epoch", "seq", "prev", "session", "subject",
        "visit", "trial", "operator", "mode", "protocol", "clock", "files", "walk", "corrects",
        "software",
      ])
    #expect(
      object["clock"]?.object?.members.map(\.key) == [
        "zone", "opened_at", "closed_at", "opened_mono_us", "closed_mono_us", "boot",
        "synchronised",
      ])
  }

  @Test("every kind, written and read back the same", arguments: RecordKind.allCases)
  func roundTrip(kind: RecordKind) throws {
    var record = RecordExamples.record(kind)
    if kind == .correction {
      record.corrects = CorrectionLink(
        recordHash: ContentHash(of: [1]), reason: .wrongAnswer,
        changes: [CorrectionChange(path: "walk.rejected", old: 0, new: nil)])
    }
    let sealed = try SealedRecord(parsing: record.canonicalBytes)
    #expect(sealed.record == record)
    #expect(sealed.record.canonicalBytes == record.canonicalBytes)
    #expect(sealed.hash == ContentHash(of: record.canonicalBytes))
  }

  @Test("a record of a newer walktest, refused with its own code and the advice to update")
  func newerVersion() {
    let fault = refusal { $0.replacingFirst("walktest-record/1", with: "walktest-record/2") }
    #expect(fault?.code == .recordVersionUnknown)
    #expect(fault?.advice.contains("update") == true)
  }

  @Test(
    "an edit that other JSON parsers would let pass, refused",
    arguments: [
      (#""trial":1"#, #""trial":1.0"#, VerdictCode.jsonFloat),
      (#""trial":1"#, #""trial":1,"trial":2"#, .jsonDuplicateKey),
      (#""trial":1"#, #""trial":1,"note":"x""#, .jsonUnknownKey),
      (#""trial":1,"#, "", .jsonMissingKey), (#""trial":1"#, #""trial":"1""#, .jsonWrongKind),
      (#""trial":1"#, #""trial":0"#, .jsonValueNotAllowed),
      (#""trial":1"#, #""trial": 1"#, .recordNotCanonical),
      (#""trial":1,"operator":"nurse-1""#, #""operator":"nurse-1","trial":1"#, .recordNotCanonical),
      (#""S-001""#, #""S\u002d001""#, .recordNotCanonical),
      (#""S-001""#, #""Anna Maier""#, .recordIdentifierNotAllowed),
      (#""S-001""#, #""-S""#, .recordIdentifierNotAllowed),
      (#""nurse-1""#, #""""#, .recordIdentifierNotAllowed),
      (#""6f1c2b1e-"#, #""6F1C2B1E-"#, .recordIdentifierNotAllowed),
      (#""samples.csv""#, #""../samples.csv""#, .recordIdentifierNotAllowed),
      (#""samples.csv""#, #""record.json""#, .recordIdentifierNotAllowed),
      (#""samples.csv""#, #""frames.log""#, .recordKindRule),
      (#""seq":1"#, #""seq":2"#, .recordKindRule), (#""close""#, #""open""#, .recordKindRule),
      (#"30:00.123Z""#, #"30:00Z""#, .jsonValueNotAllowed),
      (#""corrects":null,"#, "", .recordNotCanonical),
    ])
  func edits(found: String, edited: String, code: VerdictCode) {
    #expect(refusal { $0.replacingFirst(found, with: edited) }?.code == code)
  }

  @Test("byte order mark, cut end and bytes after the end, refused")
  func framing() {
    #expect(refusal { "\u{FEFF}" + $0 }?.code == .jsonByteOrderMark)
    #expect(refusal { String($0.dropLast()) }?.code == .jsonTruncated)
    #expect(refusal { $0 + "{}" }?.code == .jsonTrailingBytes)
    #expect(refusal { $0 + "\n" }?.code == .recordNotCanonical)
  }

  @Test("codes and names at the limits, as the rules say")
  func spelling() {
    #expect(Spelling.isCode("A") && Spelling.isCode("0.a_B-"))
    #expect(Spelling.isCode(String(repeating: "a", count: 32)))
    for bad in ["", "_a", ".a", "a b", "é", "a/b", "a\n", String(repeating: "a", count: 33)] {
      #expect(!Spelling.isCode(bad) && !Spelling.isFileName(bad + " "), "\(bad)")
    }
    #expect(Spelling.isFileName("frames.log") && !Spelling.isFileName("Frames.log"))
    #expect(!Spelling.isFileName("..") && !Spelling.isFileName(".a"))
    #expect(Spelling.isOwner("DEMO/001/wt01") && !Spelling.isOwner("a//b"))
    #expect(!Spelling.isOwner("a/b/c/d"))
  }

  @Test("every code, one sentence of advice; every JSON refusal, its own code")
  func advice() {
    for code in VerdictCode.allCases {
      #expect(code.advice.count > 20 && code.advice.hasSuffix("."), "\(code.rawValue)")
      #expect(!code.advice.dropLast().contains(". "), "\(code.rawValue)")
    }
    for code in JSONFault.Code.allCases {
      #expect(VerdictCode(code).rawValue == code.rawValue)
    }
  }

  @Test("a close without a walk and an open with one, refused")
  func walkByKind() {
    var close = RecordExamples.record(.close)
    close.walk = .some(.null)
    var open = RecordExamples.record(.open)
    open.walk = RecordExamples.walk
    for record in [close, open] {
      let fault = #expect(throws: RecordFault.self) {
        try SessionRecord(parsing: record.canonicalBytes)
      }
      #expect(fault?.code == .recordKindRule)
    }
  }

  private func refusal(_ edit: (String) -> String) -> RecordFault? {
    let text = RecordExamples.record(.close).json.compactText
    let edited = edit(text)
    #expect(Array(edited.utf8) != Array(text.utf8), "the edit changed nothing")
    return #expect(throws: RecordFault.self) {
      try SessionRecord(parsing: Array(edited.utf8))
    }
  }
}
