import Readings
import StrictJSON
import Testing

@testable import WalkProtocol

@Suite("A protocol file is refused")
struct DefinitionFaultTests {
  @Test("each broken rule, its code and one sentence for staff", arguments: DefinitionRefusal.all)
  func brokenRule_hasCodeAndSentence(refusal: DefinitionRefusal) throws {
    let fault = try #require(DefinitionFixture.refusal(of: refusal.bytes), "accepted")
    #expect(fault.code == refusal.code)
    #expect(fault.description == "deen.json: " + refusal.sentence)
    #expect(fault.file == "deen.json")
  }

  @Test("every code, produced by a file", arguments: ProtocolFault.Code.allCases)
  func everyCode_isProduced(code: ProtocolFault.Code) {
    #expect(DefinitionRefusal.all.contains { $0.code == code })
  }

  @Test("the files that the refused ones are made from, accepted")
  func unbrokenFiles_areAccepted() {
    #expect(DefinitionFixture.refusal(of: DefinitionFixture.deen()) == nil)
    #expect(DefinitionFixture.refusal(of: DefinitionFixture.sixMinutes()) == nil)
  }

  @Test("codes, distinct stable texts")
  func codes_areDistinctTexts() {
    let texts = ProtocolFault.Code.allCases.map(\.rawValue)
    #expect(Set(texts).count == texts.count)
    #expect(texts.allSatisfy { $0.hasPrefix("protocol-") })
  }

  @Test("a JSON fault, kept as the cause")
  func jsonFault_isTheCause() throws {
    for (text, code, cause) in [
      ("{", ProtocolFault.Code.notJSON, JSONFault.Code.truncated),
      ("{\"a\":1}x", .notJSON, .trailingBytes),
      ("{\"a\":9007199254740992}", .notJSON, .integerRange),
      ("{\"a\":1,\"a\":1}", .duplicateKey, .duplicateKey),
      ("{\"a\":0.5}", .float, .float),
      ("{}", .missingKey, .missingKey),
    ] {
      let fault = try #require(DefinitionFixture.refusal(of: Array(text.utf8)))
      #expect(fault.code == code)
      #expect(fault.cause?.code == cause)
    }
  }

  @Test("a file cut at any byte but the last, refused")
  func cutFile_isRefused() throws {
    let bytes = try #require(ShippedProtocols.bytes(id: "deen-1.2mph-15min"))
    for length in 0..<bytes.count - 1 {
      let fault = DefinitionFixture.refusal(of: Array(bytes.prefix(length)))
      #expect(fault?.cause?.code == .truncated, "cut to \(length) bytes")
    }
  }

  @Test("every key at the top removed in turn, named as missing")
  func removedKey_isNamed() throws {
    for (file, bytes) in ShippedProtocols.all {
      let object = try #require(StrictJSON.parse(bytes).object)
      for member in object.members {
        var rest = object
        rest[member.key] = nil
        let fault = DefinitionFixture.refusal(of: JSONValue.object(rest).compactBytes)
        #expect(fault?.code == .missingKey, "\(file) without \(member.key)")
        #expect(fault?.place == member.key)
      }
    }
  }

  @Test("every value replaced by every other kind, refused at its place")
  func otherKind_isRefused() throws {
    let others: [JSONValue] = [true, 7, "text", [nil], ["k": nil]]
    for (file, bytes) in ShippedProtocols.all {
      let object = try #require(StrictJSON.parse(bytes).object)
      for member in object.members {
        for other in others where other.kindName != member.value.kindName {
          var changed = object
          changed[member.key] = other
          let fault = DefinitionFixture.refusal(of: JSONValue.object(changed).compactBytes)
          #expect(fault?.place.hasPrefix(member.key) == true, "\(file): \(member.key) as \(other)")
        }
      }
    }
  }
}
