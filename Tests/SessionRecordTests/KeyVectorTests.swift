import StrictJSON
import Testing

@testable import SessionRecord

@Suite("Published key and signature vectors")
struct KeyVectorTests {
  @Test("RFC 7638 section 3.1 example, thumbprint as published")
  func rsaExampleThumbprint() {
    let modulus =
      "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJE"
      + "CPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Q"
      + "vzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6"
      + "WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    let members: JSONObject = ["kty": "RSA", "n": .string(modulus), "e": "AQAB"]
    #expect(PublicKey.thumbprint(members) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
  }

  @Test("RFC 8037 A.3 key, kid as published")
  func ed25519Thumbprint() throws {
    let key = try SigningKey(privateJWK: KnownKeys.rfc8037)
    #expect(key.keyID == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    #expect(key.algorithm == .ed25519)
  }

  @Test("RFC 8037 A.4 signature, verifies and is the one this key makes")
  func ed25519Signature() throws {
    let key = try SigningKey(privateJWK: KnownKeys.rfc8037)
    let input = Array("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".utf8)
    let published = try #require(
      Base64URL.decode(
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"))
    #expect(key.publicKey.verifies(published, over: input))
    #expect(try key.sign(input) == published)
    #expect(!key.publicKey.verifies(published, over: input + [0]))
  }

  @Test("RFC 7515 A.3 ES256 signature, verifies; one bit changed, does not")
  func es256Signature() throws {
    let key = try PublicKey(jwk: [
      "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
      "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    ])
    let input = Array(
      ("eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
        + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ").utf8)
    var signature = try #require(
      Base64URL.decode(
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"))
    #expect(key.verifies(signature, over: input))
    signature[63] ^= 1
    #expect(!key.verifies(signature, over: input))
  }

  @Test("base64url of every length, read back; loose spellings, refused")
  func base64URL() {
    for length in 0..<70 {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 250) }
      #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
    }
    for loose in ["A", "AB", "AA=", "AA==", "A+", "A/", "AAB", "AA A", "AAAAA", "é"] {
      #expect(Base64URL.decode(loose) == nil, "\(loose)")
    }
  }

  @Test("JWK with a private part, foreign member or short coordinate, refused as public key")
  func malformedKeys() throws {
    let x: JSONValue = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    let bad: [JSONValue] = [
      KnownKeys.rfc8037, ["kty": "OKP", "crv": "Ed25519", "x": "AAAA"],
      ["kty": "OKP", "crv": "Ed25519", "x": x, "use": "sig"],
      ["kty": "OKP", "crv": "X25519", "x": x],
      ["kty": "EC", "crv": "P-256", "x": x, "y": x], ["kty": "oct", "k": x], nil,
    ]
    for jwk in bad {
      let fault = #expect(throws: RecordFault.self) { try PublicKey(jwk: jwk) }
      #expect(fault?.code == .keyMalformed, "\(jwk.compactText)")
    }
  }
}
