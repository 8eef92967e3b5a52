import Foundation
import SessionRecord
import Testing

/// One way to falsify the newest package of a demo's store on disk, as an enemy with an editor or
/// with the device's own key would, and the code that `walktest verify` must name first.
struct PackageForgery: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let code: String
  let apply: @Sendable (StoreCopy) throws -> Void

  init(_ name: String, _ code: String, _ apply: @escaping @Sendable (StoreCopy) throws -> Void) {
    testDescription = name
    self.code = code
    self.apply = apply
  }

  /// Those that the verification of the one package shows.
  static let ofPackage: [PackageForgery] = edits + signatures + files

  private static let edits: [PackageForgery] = [
    PackageForgery("a sample edited", "samples-altered") { store in
      try Files.flip(lastDigitOf: store.package(2) + "/samples.csv")
    },
    PackageForgery("an event edited", "events-altered") { store in
      try Files.edit(store.package(2) + "/events.jsonl", "first-symptoms", "first-symptomz")
    },
    PackageForgery("a frame edited", "frames-altered") { store in
      try Files.edit(store.package(2) + "/frames.log", " a4", " a5")
    },
    PackageForgery("the protocol edited", "protocol-altered") { store in
      try Files.edit(store.package(2) + "/protocol.json", "1.2", "1.3")
    },
    PackageForgery("the outcome edited", "signature-wrong") { store in
      try Files.edit(store.package(2) + "/record.json", #""tss_us":8"#, #""tss_us":9"#)
    },
    PackageForgery("pretty-printed", "record-not-canonical") { store in
      try Files.edit(store.package(2) + "/record.json", #","kind""#, ",\n  \"kind\"")
    },
    PackageForgery("a member twice", "json-duplicate-key") { store in
      try Files.edit(
        store.package(2) + "/record.json", #""trial":1,"#, #""trial":1,"trial":2,"#)
    },
    PackageForgery("an outcome with a fraction", "json-float") { store in
      try Files.edit(store.package(2) + "/record.json", #""trial":1,"#, #""trial":1.0,"#)
    },
  ]

  private static let signatures: [PackageForgery] = [
    PackageForgery("the signature of another record", "signature-of-another-record") { store in
      let other = try Files.bytes(store.package(1) + "/record.jws")
      try Files.write(other, to: store.package(2) + "/record.jws")
    },
    PackageForgery("the header of the signature changed", "jws-header-not-exact") { store in
      try store.reprotect { $0.dropLast() + Array(#","cty":"x"}"#.utf8) }
    },
    PackageForgery("a header that says no algorithm", "jws-algorithm-differs") { store in
      try store.reprotect {
        Array(
          String(decoding: $0, as: UTF8.self).replacing(#""alg":"Ed25519""#, with: #""alg":"none""#)
            .utf8)
      }
    },
    PackageForgery("a payload smuggled in", "jws-payload-present") { store in
      try Files.edit(store.package(2) + "/record.jws", "{", #"{"payload":"e30","#)
    },
    PackageForgery("no signature", "signature-missing") { store in
      try FileManager.default.removeItem(atPath: store.package(2) + "/record.jws")
    },
    PackageForgery("signed by a key of nobody", "key-unknown") { store in
      let bytes = try Files.bytes(store.package(2) + "/record.json")
      let jws = try DetachedJWS.sign(bytes, as: .record, with: try SigningKey.generate(.ed25519))
      try Files.write(jws, to: store.package(2) + "/record.jws")
    },
    PackageForgery("a lie signed by the device itself", "walk-differs") { store in
      try store.resign(2) { record in
        let text = String(decoding: record, as: UTF8.self)
        let tss = try #require(text.range(of: #""tss_us":8"#))
        return Array(text.replacingCharacters(in: tss, with: #""tss_us":9"#).utf8)
      }
    },
    PackageForgery("another subject, signed by the device itself", "receipt-wrong") { store in
      try store.resign(2, keepingReceipt: true) { record in
        Array(
          String(decoding: record, as: UTF8.self)
            .replacing(#""subject":"S-003""#, with: #""subject":"S-004""#).utf8)
      }
    },
  ]

  private static let files: [PackageForgery] = [
    PackageForgery("a file added", "file-extra") { store in
      try Files.write("hello", to: store.package(2) + "/notes.txt")
    },
    PackageForgery("a file removed", "file-missing") { store in
      try FileManager.default.removeItem(atPath: store.package(2) + "/frames.log")
    },
    PackageForgery("a file cut off", "file-truncated") { store in
      let path = try store.package(2) + "/samples.csv"
      try Files.write(Array(try Files.bytes(path).dropLast(100)), to: path)
    },
    PackageForgery("a file made longer", "file-longer") { store in
      let path = try store.package(2) + "/events.jsonl"
      try Files.write(try Files.bytes(path) + Array("{}\n".utf8), to: path)
    },
    PackageForgery("a link in place of a file", "file-not-regular") { store in
      let path = try store.package(2) + "/frames.log"
      try FileManager.default.moveItem(atPath: path, toPath: store.beside("frames.log"))
      try FileManager.default.createSymbolicLink(
        atPath: path, withDestinationPath: store.beside("frames.log"))
    },
    PackageForgery("the checksums edited", "sums-wrong") { store in
      try Files.edit(store.package(2) + "/SHA256SUMS", "  samples.csv", "  samples.csw")
    },
    PackageForgery("no record", "record-missing") { store in
      try FileManager.default.removeItem(atPath: store.package(2) + "/record.json")
    },
    PackageForgery("renamed to another place of the chain", "directory-name-differs") { store in
      let path = try store.package(2)
      try FileManager.default.moveItem(
        atPath: path, toPath: path.replacing("wt01-1-2_", with: "wt01-1-7_"))
    },
  ]

  /// Those that only the chain shows: every package left is good by itself.
  static let ofChain: [PackageForgery] = [
    PackageForgery("the newest package removed", "chain-newest-missing") { store in
      try FileManager.default.removeItem(atPath: store.package(2))
    },
    PackageForgery("the first package removed", "chain-gap") { store in
      try FileManager.default.removeItem(atPath: store.package(1))
    },
    PackageForgery("the chain's head removed", "chain-head-missing") { store in
      try FileManager.default.removeItem(atPath: store.root + "/packages/chain-head.json")
    },
    PackageForgery("the chain's head of another time", "chain-head-wrong") { store in
      try Files.edit(store.root + "/packages/chain-head.json", #""seq":2"#, #""seq":1"#)
    },
    PackageForgery("the first record replaced by the device itself", "chain-broken") { store in
      try store.resign(1) { record in
        Array(
          String(decoding: record, as: UTF8.self)
            .replacing(#""operator":"nurse-1""#, with: #""operator":"nurse-2""#).utf8)
      }
    },
  ]
}

extension Files {
  /// Changes the last digit of a file into another.
  static func flip(lastDigitOf path: String) throws {
    var bytes = try bytes(path)
    let index = try #require(bytes.lastIndex { (0x30...0x39).contains($0) })
    bytes[index] = bytes[index] == 0x39 ? 0x38 : bytes[index] + 1
    try write(bytes, to: path)
  }
}

extension StoreCopy {
  /// The device's own key, as somebody with the machine has it.
  func deviceKey() throws -> SigningKey { try SigningKey(contentsOf: root + "/keys/device.jwk") }

  /// Changes a record and signs it validly with the device's own key, checksums included.
  func resign(
    _ place: Int, keepingReceipt: Bool = false, _ change: ([UInt8]) throws -> [UInt8]
  ) throws {
    let directory = try package(place)
    let before = try Files.bytes(directory + "/record.json")
    let record = try change(before)
    try #require(record != before)
    let jws = try DetachedJWS.sign(record, as: .record, with: try deviceKey())
    let sums = directory + "/SHA256SUMS"
    let old = try Files.bytes(directory + "/record.jws")
    try Files.edit(sums, ContentHash(of: before).hex, ContentHash(of: record).hex)
    try Files.edit(sums, ContentHash(of: old).hex, ContentHash(of: jws).hex)
    try Files.write(record, to: directory + "/record.json")
    try Files.write(jws, to: directory + "/record.jws")
    guard !keepingReceipt else { return }
    for name in ["receipt.json", "receipt.jws"] {
      try FileManager.default.removeItem(atPath: directory + "/" + name)
    }
    let kept = try Files.text(sums).split(separator: "\n").filter { !$0.contains("  receipt.") }
    try Files.write(kept.joined(separator: "\n") + "\n", to: sums)
  }

  /// Writes another protected header into the newest record's signature, signed by nobody.
  func reprotect(_ change: ([UInt8]) -> [UInt8]) throws {
    let path = try package(2) + "/record.jws"
    let text = try Files.text(path)
    let protected = try #require(text.split(separator: #"""#).first { $0.hasPrefix("eyJ") })
    var standard = String(protected).replacing("-", with: "+").replacing("_", with: "/")
    standard += String(repeating: "=", count: (4 - standard.count % 4) % 4)
    let decoded: Data = try #require(Data(base64Encoded: standard))
    let header = [UInt8](decoded)
    let changed = change(header)
    try #require(changed != header)
    let encoded = Data(changed).base64EncodedString().replacing("+", with: "-")
      .replacing("/", with: "_").replacing("=", with: "")
    try Files.write(text.replacing(String(protected), with: encoded), to: path)
  }
}
