import Foundation
import StrictJSON
import Testing

@testable import SessionRecord

@Suite("Key files")
struct KeyFileTests {
  @Test("a saved key, read back, mode 0600", arguments: SignatureAlgorithm.allCases)
  func saveAndLoad(algorithm: SignatureAlgorithm) throws {
    let place = try TemporaryDirectory()
    let path = place.path + "/device.jwk"
    let key = try SigningKey.generate(algorithm)
    try key.save(to: path)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    let loaded = try SigningKey(contentsOf: path)
    #expect(loaded.publicKey == key.publicKey)
    let message = Array("m".utf8)
    #expect(key.publicKey.verifies(try loaded.sign(message), over: message))
    #expect(try place.names() == ["device.jwk"])
  }

  @Test("a second save, refused and the first key kept")
  func noOverwrite() throws {
    let place = try TemporaryDirectory()
    let path = place.path + "/device.jwk"
    let first = try SigningKey.generate(.ed25519)
    try first.save(to: path)
    let fault = #expect(throws: RecordFault.self) {
      try SigningKey.generate(.ed25519).save(to: path)
    }
    #expect(fault?.code == .alreadyExists)
    #expect(try SigningKey(contentsOf: path).keyID == first.keyID)
  }

  @Test(
    "a key that others may read, refused with the command that helps", arguments: [0o640, 0o604])
  func permissions(mode: Int) throws {
    let place = try TemporaryDirectory()
    let path = place.path + "/device.jwk"
    try SigningKey.generate(.ed25519).save(to: path)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    let fault = #expect(throws: RecordFault.self) { try SigningKey(contentsOf: path) }
    #expect(fault?.code == .keyFilePermissions)
    #expect(fault?.detail.contains("chmod 600 \(path)") == true)
  }

  @Test("a symbolic link, a missing file, half a key and a mixed key, each refused")
  func otherFaults() throws {
    let place = try TemporaryDirectory()
    let path = place.path + "/device.jwk"
    try SigningKey.generate(.ed25519).save(to: path)
    try FileManager.default.createSymbolicLink(
      atPath: place.path + "/link.jwk", withDestinationPath: path)
    #expect(code(place.path + "/link.jwk") == .fileNotRegular)
    #expect(code(place.path + "/none.jwk") == .pathMissing)
    let bytes = try DurableFile.read(path, limit: 4_096)
    try DurableFile.replace(path, with: Array(bytes.prefix(40)), mode: 0o600)
    #expect(code(path) == .jsonTruncated)
    var mixed = try #require(KnownKeys.rfc8037.object)
    mixed["x"] = .string(Base64URL.encode(try SigningKey.generate(.ed25519).publicKey.rawBytes))
    try DurableFile.replace(path, with: JSONValue.object(mixed).compactBytes, mode: 0o600)
    #expect(code(path) == .keyMalformed)
  }

  private func code(_ path: String) -> VerdictCode? {
    let fault = #expect(throws: RecordFault.self) { try SigningKey(contentsOf: path) }
    return fault?.code
  }
}
