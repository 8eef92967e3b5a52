import StrictJSON
import Testing

@testable import SessionRecord

@Suite("Detached signatures")
struct DetachedJWSTests {
  private let payload = Array("the exact bytes".utf8)

  @Test("a signature of either algorithm, verifies", arguments: SignatureAlgorithm.allCases)
  func signAndVerify(algorithm: SignatureAlgorithm) throws {
    let key = try SigningKey.generate(algorithm)
    let bytes = try DetachedJWS.sign(payload, as: .record, with: key)
    let jws = try DetachedJWS(parsing: bytes, as: .record, file: "record.jws")
    #expect(jws.keyID == key.keyID)
    try jws.verify(payload, with: key.publicKey, file: "record.jws")
    let fault = #expect(throws: RecordFault.self) {
      try jws.verify(payload + [0], with: key.publicKey, file: "record.jws")
    }
    #expect(fault?.code == .signatureWrong)
  }

  @Test("the form, exactly as written in the plan of the record")
  func exactForm() throws {
    let key = try SigningKey(privateJWK: KnownKeys.rfc8037)
    let bytes = try DetachedJWS.sign(payload, as: .record, with: key)
    let value = try StrictJSON.parse(bytes)
    let entry = try #require(value["signatures"]?.array?.first)
    let protected = try #require(entry["protected"]?.string)
    let header = try #require(Base64URL.decode(protected))
    #expect(
      String(decoding: header, as: UTF8.self)
        == #"{"alg":"Ed25519","kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k","#
        + #""typ":"walktest-record+json"}"#)
  }

  @Test(
    "a header that is not exactly alg, kid, typ, refused",
    arguments: [
      (#"{"kid":"K","alg":"Ed25519","typ":"T"}"#, VerdictCode.jwsHeaderNotExact),
      (#"{"alg":"Ed25519","kid":"K"}"#, .jwsHeaderNotExact),
      (#"{"alg":"Ed25519","kid":"K","typ":"T","cty":"x"}"#, .jwsHeaderNotExact),
      (#"{"alg":"Ed25519", "kid":"K","typ":"T"}"#, .jwsHeaderNotExact),
      (#"{"alg":1,"kid":"K","typ":"T"}"#, .jwsHeaderNotExact),
      (#"{"alg":"Ed25519","kid":"K","typ":"T","crit":["b64"]}"#, .jwsHeaderForbidden),
      (#"{"alg":"Ed25519","kid":"K","typ":"T","jku":"https://x"}"#, .jwsHeaderForbidden),
      (#"{"alg":"Ed25519","kid":"K","typ":"T","jwk":{}}"#, .jwsHeaderForbidden),
      (#"{"alg":"Ed25519","kid":"K","typ":"T","typ":"T"}"#, .jsonDuplicateKey),
      (#"{"alg":"Ed25519","kid":"K","typ":"walktest-receipt+json"}"#, .jwsTypeWrong),
      ("[]", .jwsHeaderNotExact),
    ])
  func headers(header: String, code: VerdictCode) throws {
    let text = header.replacingFirst(#""T""#, with: #""walktest-record+json""#)
    let protected = Base64URL.encode(Array(text.utf8))
    #expect(refusal(of: file(protected: protected))?.code == code)
  }

  @Test("another algorithm than the key's, refused before any check", arguments: ["none", "ES256"])
  func algorithms(name: String) throws {
    let key = try SigningKey(privateJWK: KnownKeys.rfc8037)
    let header = #"{"alg":"\#(name)","kid":"\#(key.keyID)","typ":"walktest-record+json"}"#
    let protected = Base64URL.encode(Array(header.utf8))
    let jws = try DetachedJWS(
      parsing: Array(file(protected: protected).utf8), as: .record, file: "record.jws")
    let fault = #expect(throws: RecordFault.self) {
      try jws.verify(payload, with: key.publicKey, file: "record.jws")
    }
    #expect(fault?.code == .jwsAlgorithmDiffers)
  }

  @Test("payload, unprotected header, two signatures, flattened form, each refused on its own")
  func outerForm() throws {
    let key = try SigningKey(privateJWK: KnownKeys.rfc8037)
    let good = String(
      decoding: try DetachedJWS.sign(payload, as: .record, with: key), as: UTF8.self)
    let entry = String(good.dropFirst(#"{"signatures":["#.count).dropLast(2))
    let edits: [(String, VerdictCode)] = [
      (#"{"payload":"YQ","signatures":[\#(entry)]}"#, .jwsPayloadPresent),
      (#"{"signatures":[\#(entry),\#(entry)]}"#, .jwsManySignatures),
      (#"{"signatures":[]}"#, .jwsMalformed), (entry, .jwsMalformed),
      (
        good.replacingFirst(#""signature""#, with: #""header":{},"signature""#),
        .jwsUnprotectedHeader
      ),
      (good.replacingFirst(#""protected""#, with: #""x":1,"protected""#), .jwsMalformed),
      (good + "\n", .jwsMalformed), (good.replacingFirst(#""}]}"#, with: #"="}]}"#), .jwsMalformed),
      (String(good.dropLast()), .jsonTruncated), ("", .jsonTruncated),
    ]
    for (text, code) in edits {
      #expect(refusal(of: text)?.code == code, "\(text)")
    }
  }

  private func file(protected: String) -> String {
    let signature = Base64URL.encode([UInt8](repeating: 0, count: 64))
    return #"{"signatures":[{"protected":"\#(protected)","signature":"\#(signature)"}]}"#
  }

  private func refusal(of text: String) -> RecordFault? {
    #expect(throws: RecordFault.self) {
      try DetachedJWS(parsing: Array(text.utf8), as: .record, file: "record.jws")
    }
  }
}
