import Foundation
import StrictJSON
import Testing

@testable import SessionRecord

/// One way to falsify the close record of the first session, and the code that must name it.
struct PackageTamper: CustomTestStringConvertible, Sendable {
  let name: String
  let code: VerdictCode
  let apply: @Sendable (ArchiveExample) throws -> Void

  var testDescription: String { name }

  /// Replaces text inside a file of the package.
  static func edit(
    _ name: String, _ code: VerdictCode, _ file: String, _ found: String, _ new: String
  ) -> PackageTamper {
    PackageTamper(name: name, code: code) { example in
      try example.rewrite(file) { $0.replacingFirst(found, with: new) }
    }
  }

  /// Signs another header over the genuine record with the genuine key.
  static func header(
    _ name: String, _ code: VerdictCode, _ edit: @escaping @Sendable (String) -> String
  ) -> PackageTamper {
    PackageTamper(name: name, code: code) { example in
      let genuine =
        #"{"alg":"Ed25519","kid":"\#(example.device.keyID)","typ":"walktest-record+json"}"#
      let protected = Base64URL.encode(Array(edit(genuine).utf8))
      let input = protected + "." + Base64URL.encode(try example.record(1).bytes)
      let signature = Base64URL.encode(try example.device.sign(Array(input.utf8)))
      try example.write(
        "record.jws",
        #"{"signatures":[{"protected":"\#(protected)","signature":"\#(signature)"}]}"#)
    }
  }

  /// Writes another record, validly signed by the device's key.
  static func signed(
    _ name: String, _ code: VerdictCode, _ edit: @escaping @Sendable (String) -> String
  ) -> PackageTamper {
    PackageTamper(name: name, code: code) { example in
      let text = edit(String(decoding: try example.record(1).bytes, as: UTF8.self))
      let signature = try DetachedJWS.sign(
        Array(text.utf8), as: .record, with: example.device)
      try example.write("record.json", text)
      try example.write("record.jws", String(decoding: signature, as: UTF8.self))
    }
  }
}

extension ArchiveExample {
  func write(_ file: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(package(1))/\(file)"))
  }

  func rewrite(_ file: String, _ edit: (String) -> String) throws {
    let path = "\(package(1))/\(file)"
    let old = String(decoding: try DurableFile.read(path, limit: 1_048_576), as: UTF8.self)
    let new = edit(old)
    if Array(new.utf8) == Array(old.utf8) { throw Unchanged(file: file) }
    try write(file, new)
  }

  struct Unchanged: Error {
    let file: String
  }
}

extension PackageTamper {
  static let textEdits: [PackageTamper] = [
    .edit("a sample edited", .samplesAltered, "samples.csv", "1375000", "9375000"),
    .edit("an event edited", .eventsAltered, "events.jsonl", "SEVERE_SYMPTOMS", "SEVERE_SYMPTOMZ"),
    .edit("a frame edited", .framesAltered, "frames.log", "a409", "a408"),
    .edit("the protocol edited", .protocolAltered, "protocol.json", "6mwt", "7mwt"),
    .edit("an outcome edited", .signatureWrong, "record.json", ":1313", ":9313"),
    .edit(
      "a member twice", .jsonDuplicateKey, "record.json", #""trial":1"#, #""trial":1,"trial":2"#),
    .edit(
      "a file cut off", .fileTruncated, "samples.csv",
      "2,2000000,1341,2000,1375000,2000,2,2000\r\n", ""),
    .edit("a file made longer", .fileLonger, "events.jsonl", "}\n", "}\n{}\n"),
    .edit("sums edited", .sumsWrong, "SHA256SUMS", "  samples.csv", "  samples.csw"),
    PackageTamper(name: "pretty-printed", code: .recordNotCanonical) { example in
      try example.rewrite("record.json") { $0.replacingFirst(#","kind""#, with: ",\n  \"kind\"") }
    },
    PackageTamper(name: "payload smuggled", code: .jwsPayloadPresent) { example in
      try example.rewrite("record.jws") { $0.replacingFirst("{", with: #"{"payload":"e30","#) }
    },
    PackageTamper(name: "unprotected header", code: .jwsUnprotectedHeader) { example in
      try example.rewrite("record.jws") {
        $0.replacingFirst(#""signature""#, with: #""header":{"kid":"x"},"signature""#)
      }
    },
    PackageTamper(name: "a file removed", code: .fileMissing) { example in
      try FileManager.default.removeItem(atPath: example.package(1) + "/frames.log")
    },
    PackageTamper(name: "a file added", code: .fileExtra) { try $0.write("notes.txt", "hello") },
    PackageTamper(name: "a file replaced by a link", code: .fileNotRegular) { example in
      let path = example.package(1) + "/frames.log"
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.createSymbolicLink(
        atPath: path, withDestinationPath: example.package(0) + "/protocol.json")
    },
    PackageTamper(name: "record.json removed", code: .recordMissing) { example in
      try FileManager.default.removeItem(atPath: example.package(1) + "/record.json")
    },
    PackageTamper(name: "record.jws removed", code: .signatureMissing) { example in
      try FileManager.default.removeItem(atPath: example.package(1) + "/record.jws")
    },
  ]

  static let signatureEdits: [PackageTamper] = [
    .header("an extra header member", .jwsHeaderNotExact) {
      $0.replacingFirst("}", with: #","cty":"x"}"#)
    },
    .header("crit in the header", .jwsHeaderForbidden) {
      $0.replacingFirst("}", with: #","crit":["b64"]}"#)
    },
    .header("the type of a receipt", .jwsTypeWrong) {
      $0.replacingFirst("walktest-record", with: "walktest-receipt")
    },
    .header("algorithm none", .jwsAlgorithmDiffers) { $0.replacingFirst("Ed25519", with: "none") },
    PackageTamper(name: "signature of another record", code: .signatureOfAnotherRecord) { example in
      let other = try DurableFile.read(example.package(3) + "/record.jws", limit: 4_096)
      try example.write("record.jws", String(decoding: other, as: UTF8.self))
    },
    PackageTamper(name: "signed by a stranger's key", code: .keyUnknown) { example in
      let stranger = try SigningKey.generate(.ed25519)
      let jws = try DetachedJWS.sign(example.record(1).bytes, as: .record, with: stranger)
      try example.write("record.jws", String(decoding: jws, as: UTF8.self))
    },
    PackageTamper(name: "signed by the trial database's key", code: .keyRoleWrong) { example in
      let jws = try DetachedJWS.sign(example.record(1).bytes, as: .record, with: example.database)
      try example.write("record.jws", String(decoding: jws, as: UTF8.self))
    },
    .signed("a signed lie", .walkDiffers) { $0.replacingFirst(":1313", with: ":6313") },
    .signed("a newer version", .recordVersionUnknown) {
      $0.replacingFirst("record/1", with: "record/2")
    },
    .signed("signed for another device", .keyOwnerDiffers) {
      $0.replacingFirst(#""wt01""#, with: #""wt02""#)
    },
    .signed("signed before the key was valid", .keyNotYetValid) {
      $0.replacingFirst(#""opened_at":"2026"#, with: #""opened_at":"2025"#)
    },
    .signed("another protocol named", .protocolHashDiffers) {
      $0.replacingFirst(
        ContentHash(of: RecordExamples.protocolBytes).hex, with: ContentHash(of: [1]).hex)
    },
    .signed("a name instead of a code", .recordIdentifierNotAllowed) {
      $0.replacingFirst("S-001", with: "Anna M")
    },
    .signed("a float", .jsonFloat) { $0.replacingFirst(":1313", with: ":1313.5") },
  ]
}
