import FuzzHarness
import SessionRecord
import StrictJSON

/// What strict JSON accepts, it writes in one form that reads as the same value.
func checkJSON(_ bytes: [UInt8]) {
  guard let value = try? StrictJSON.parse(bytes) else { return }
  let compact = value.compactBytes
  let again = try? StrictJSON.parse(compact)
  invariant(again == value, "compact form reads as another value")
  invariant(again?.compactBytes == compact, "compact form is not stable")
  invariant(compact.count <= bytes.count * 6, "compact form grows to \(compact.count) bytes")
}

/// An accepted record is byte for byte what would be written, and none of its names leaves the
/// package's directory.
func checkRecord(_ bytes: [UInt8]) {
  guard let sealed = try? SealedRecord(parsing: bytes) else { return }
  var record = sealed.record
  if PlantedFault.isOn, record.trial > 1 { record.trial -= 1 }
  invariant(record.canonicalBytes == bytes, "an accepted record re-encodes to other bytes")
  invariant(isName(record.directoryName), "directory \(record.directoryName)")
  for file in record.files {
    invariant(isName(file.name), "file \(file.name)")
    invariant(file.bytes >= 0, "\(file.name) has \(file.bytes) bytes")
  }
  invariant(Set(record.files.map(\.name)).count == record.files.count, "a file stands twice")
  invariant((record.kind == .correction) == (record.corrects != nil), "a correction of nothing")
  invariant(record.kind != .open || record.walk == nil, "a walk before the walk")
  invariant(record.position.seq >= 1 && record.position.epoch >= 1, "no place in the chain")
}

/// Accepted key lists, roots and receipts re-encode to their bytes. Only a root may hold white space.
func checkTrust(_ bytes: [UInt8]) {
  if let list = try? TrustKeyList(parsing: bytes) {
    invariant(list.json.compactBytes == bytes, "an accepted key list re-encodes to other bytes")
    invariant(Set(list.keys.map(\.keyID)).count == list.keys.count, "a key is enrolled twice")
  }
  if let receipt = try? Receipt(parsing: bytes) {
    invariant(receipt.json.compactBytes == bytes, "an accepted receipt re-encodes to other bytes")
  }
  if let root = try? TrustRoot(parsing: bytes) {
    let value = try? StrictJSON.parse(bytes)
    invariant(root.json == value, "an accepted trust root means something else")
  }
}

/// A signature file that verifies is the one that was made, byte for byte (Ed25519 is deterministic
/// and its verification refuses the other form of S, RFC 8032 section 5.1.7).
func checkSignature(_ bytes: [UInt8]) {
  for type in SignedType.allCases {
    guard let jws = try? DetachedJWS(parsing: bytes, as: type, file: "fuzz.jws") else { continue }
    let (payload, made) = SignedExamples.signed(as: type)
    let verifies: Bool
    do {
      try jws.verify(payload, with: SignedExamples.key.publicKey, file: "fuzz.jws")
      verifies = true
    } catch {
      verifies = false
    }
    invariant(verifies == (bytes == made), "a signature nobody made verifies, or one made does not")
  }
}

private func isName(_ name: String) -> Bool {
  !name.isEmpty && !name.hasPrefix(".")
    && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 < 32 }
}
