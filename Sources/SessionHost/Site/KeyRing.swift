import Foundation
package import SessionRecord
package import SessionStore

/// The keys of a store: the device's own, the pinned sponsor key and the signed key list. The
/// sponsor's private key lies there only until it is moved to a safe place off line.
package struct KeyRing {
  package let directory: String
  /// The device's key; it may lie elsewhere, where the system keeps secrets.
  package let devicePath: String

  package var sponsorPath: String { directory + "/sponsor.jwk" }
  package var databasePath: String { directory + "/trial-database.jwk" }
  package var rootPath: String { directory + "/trust-root.json" }

  package init(_ archive: Archive, deviceKey: String? = nil) {
    directory = archive.keys
    devicePath = deviceKey ?? archive.keys + "/device.jwk"
  }

  /// Whether keys were made here.
  package var exists: Bool { FileManager.default.fileExists(atPath: rootPath) }

  /// The key list, verified against the pinned sponsor key.
  package func trust() throws -> TrustKeys {
    guard exists else {
      throw Complaint(
        "There are no keys in \(directory); make them once with `walktest keys init`.", .notSetUp)
    }
    return try TrustKeys(directory: directory, root: try TrustRoot(contentsOf: rootPath))
  }

  /// A private key of the ring.
  package func privateKey(at path: String) throws -> SigningKey {
    guard FileManager.default.fileExists(atPath: path) else {
      throw Complaint("The key file \(path) is missing; restore it, or enrol a new key.", .notSetUp)
    }
    return try SigningKey(contentsOf: path)
  }

  /// Checks the codes of a device.
  ///
  /// - Throws: `Complaint` when they cannot stand in a record.
  package static func check(owner: String) throws {
    let codes = owner.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard codes.count == 3, codes.allSatisfy(Spelling.isCode) else {
      throw Complaint(
        "Study, site and device are codes: 1 to 32 letters, digits, dots, hyphens or underscores, "
          + "the first a letter or digit; \(owner) is not of that form.", .usage)
    }
  }

  /// Makes device, trial-database and sponsor keys and the signed key list.
  ///
  /// - Parameter owner: the device as `study/site/device`.
  package func make(owner: String, algorithm: SignatureAlgorithm, at now: WallTime) throws {
    guard !exists else {
      throw Complaint(
        "There are keys in \(directory) already; records are signed with them, so they stay.",
        .cannotCreate)
    }
    let sponsor = try SigningKey.generate(algorithm)
    let device = try SigningKey.generate(algorithm)
    let database = try SigningKey.generate(algorithm)
    try Self.check(owner: owner)
    let study = String(owner.prefix { $0 != "/" })
    for path in [sponsorPath, devicePath, databasePath]
    where FileManager.default.fileExists(atPath: path) {
      throw Complaint(
        "\(directory) holds keys of a set-up that was cut off; move them to a safe place and make "
          + "new ones.", .cannotCreate)
    }
    var list = TrustKeyList(issuedAt: now)
    let from = WallTime(milliseconds: now.milliseconds - 86_400_000)
    let until = WallTime(milliseconds: now.milliseconds + Self.validity)
    for (key, role, holder) in [
      (device, KeyRole.device, owner), (database, .trialDatabase, study + "/trial-database"),
    ] {
      let enrolled = EnrolledKey(
        key: key.publicKey, role: role, owner: holder, notBefore: from, notAfter: until)
      try list.enrol(enrolled, at: now)
    }
    try sponsor.save(to: sponsorPath)
    try device.save(to: devicePath)
    try database.save(to: databasePath)
    try list.save(in: directory, signedBy: sponsor)
    // The root comes last: with it the ring is complete.
    try TrustRoot(owner: study + "/sponsor", key: sponsor.publicKey).save(to: rootPath)
  }

  /// Six years: a trial and its follow-up.
  private static let validity: Int64 = 6 * 366 * 86_400_000
}
