import StrictJSON
import Testing

@testable import SessionRecord

/// An archive on the disk with two sessions of one device, four records, and the keys around it.
final class ArchiveExample: Sendable {
  let place: TemporaryDirectory
  let device: SigningKey
  let database: SigningKey
  let sponsor: SigningKey
  let list: TrustKeyList
  /// The names of the package directories: open, close, open, close.
  let names: [String]

  var archive: String { place.path }

  init(algorithm: SignatureAlgorithm = .ed25519, sessions: Int = 2) throws {
    place = try TemporaryDirectory()
    device = try SigningKey.generate(algorithm)
    database = try SigningKey.generate(.es256)
    sponsor = try SigningKey.generate(.ed25519)
    list = try Self.list(device: device, database: database)
    let writer = PackageWriter(archive: place.path)
    var names: [String] = []
    var position = ChainPosition.first(epoch: 1)
    for session in [RecordExamples.session, RecordExamples.otherSession].prefix(sessions) {
      for kind in [RecordKind.open, .close] {
        let sealed = try writer.seal(
          RecordExamples.record(kind, at: position, session: session),
          contents: kind == .open
            ? Array(RecordExamples.contents.prefix(1)) : RecordExamples.contents,
          key: device)
        if let fault = sealed.headFault { throw fault }
        names.append(sealed.record.record.directoryName)
        position = .next(after: sealed.record)
      }
    }
    self.names = names
  }

  static let keysFrom = WallTime(milliseconds: 1_790_000_000_000)
  static let keysUntil = WallTime(milliseconds: 1_890_000_000_000)

  static func enrolled(
    _ key: SigningKey, _ role: KeyRole, _ owner: String, until: WallTime = keysUntil
  ) -> EnrolledKey {
    EnrolledKey(
      key: key.publicKey, role: role, owner: owner, notBefore: keysFrom, notAfter: until)
  }

  static func list(
    device: SigningKey, database: SigningKey, deviceUntil: WallTime = keysUntil
  ) throws -> TrustKeyList {
    var list = TrustKeyList(issuedAt: keysFrom)
    try list.enrol(enrolled(device, .device, "DEMO/001/wt01", until: deviceUntil), at: keysFrom)
    try list.enrol(enrolled(database, .trialDatabase, "trial-database"), at: keysFrom)
    return list
  }

  func trust(_ list: TrustKeyList? = nil) throws -> TrustKeys {
    let (bytes, signature) = try (list ?? self.list).signed(by: sponsor)
    return try TrustKeys(
      verifying: bytes, signature: signature,
      root: TrustRoot(owner: "sponsor", key: sponsor.publicKey))
  }

  func verifier(_ list: TrustKeyList? = nil) throws -> PackageVerifier {
    PackageVerifier(trust: try trust(list), rederive: Self.rederive)
  }

  /// The path of a package, by its place in `names`.
  func package(_ index: Int) -> String { "\(archive)/\(names[index])" }

  func record(_ index: Int) throws -> SealedRecord {
    try PackageArchive.record(named: names[index], in: archive)
  }

  /// The newest record of the archive.
  func newest() throws -> SealedRecord {
    let names = try PackageArchive.packageNames(in: archive)
    return try PackageArchive.record(named: try #require(names.last), in: archive)
  }

  /// Derives the distance from samples.csv as the rule says; the rest of the walk is fixed here.
  static let rederive: PackageVerifier.Rederivation = { contents in
    guard let samples = contents.files["samples.csv"] else { return Optional.none }
    let rows = String(decoding: samples, as: UTF8.self).split(separator: "\r\n").dropFirst()
    let distances = rows.compactMap { row -> Int64? in
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      return cells.count > 4 ? Int64(cells[4]) : nil
    }
    guard let first = distances.first, let last = distances.last else { throw NoDistance() }
    var walk = RecordExamples.walk.object ?? JSONObject()
    var outcome = walk["outcome"]?.object ?? JSONObject()
    outcome["distance_mm"] = .integer((last - first + 500) / 1_000)
    walk["outcome"] = .object(outcome)
    return .object(walk)
  }

  struct NoDistance: Error {}
}
