import Foundation
package import SessionCapture
package import SessionRecord
package import SessionStore
import StrictJSON

/// A store as sessions and commands use it: archive, keys and index together.
package struct Site {
  package let archive: Archive
  package let keys: KeyRing
  /// Told what somebody should know of a record though it is sealed.
  let onTrouble: @Sendable (String) -> Void

  /// Opens the store at `root`.
  ///
  /// - Parameter deviceKey: the device's key when it does not lie in the store.
  package init(
    opening root: String, deviceKey: String? = nil,
    onTrouble: @escaping @Sendable (String) -> Void
  ) throws {
    archive = try Archive(opening: root)
    keys = KeyRing(archive, deviceKey: deviceKey)
    self.onTrouble = onTrouble
  }

  /// Opens the store at `root`, or makes it there.
  ///
  /// - Throws: `Complaint` when there is something else: a mistyped path must not fill somebody's
  ///   directory.
  package init(
    creatingAt root: String, onTrouble: @escaping @Sendable (String) -> Void
  ) throws {
    self.onTrouble = onTrouble
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: root, isDirectory: &isDirectory) {
      guard isDirectory.boolValue else {
        throw Complaint(
          "\(root) is a file; name a directory for the store, or a new path.", .cannotCreate)
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: root)
      guard names.contains("packages") || names.allSatisfy({ $0 == "lost+found" }) else {
        throw Complaint(
          "\(root) holds other files and no store; name an empty directory or a new path.",
          .cannotCreate)
      }
    } else {
      try FileManager.default.createDirectory(
        atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
    }
    archive = try Archive.create(at: root)
    keys = KeyRing(archive)
    // A new archive gets its index at once; a missing one beside packages would be an error.
    try index().close()
  }

  /// The index, opened.
  package func index() throws -> ArchiveIndex { try ArchiveIndex(of: archive) }

  /// A verifier that derives every walk again.
  package func verifier() throws -> PackageVerifier {
    PackageVerifier(trust: try keys.trust(), rederive: SessionRederivation.walk)
  }

  /// A sealer with the device's key.
  package func sealer() throws -> SessionSealer {
    SessionSealer(
      archive: archive.packages, key: try keys.privateKey(at: keys.devicePath),
      software: SoftwareIdentity(version: BuildIdentity.version, build: BuildIdentity.build))
  }

  /// Checks that the device's key can be read and that what it signs now will be believed.
  package func checkDeviceKey(at now: WallTime) throws {
    let key = try keys.privateKey(at: keys.devicePath)
    let enrolled = try keys.trust().key(key.keyID)
    if let revocation = enrolled.revocation {
      throw Complaint(
        "The key of this device is revoked since \(revocation.at) (\(revocation.reason.rawValue)); "
          + "nobody would believe a walk signed with it: call the sponsor for a new key.",
        .notSetUp)
    }
    guard enrolled.notBefore <= now, now <= enrolled.notAfter else {
      throw Complaint(
        "The key of this device is valid from \(enrolled.notBefore) to \(enrolled.notAfter) and it "
          + "is \(now); check the clock, or call the sponsor for a new key.", .notSetUp)
    }
  }

  /// The next place in a device's chain; refuses when the signed head shows that records are gone.
  package func nextPosition(_ opening: SessionOpening) throws -> ChainPosition {
    let chain = ChainIdentity(
      study: opening.study, site: opening.site, device: opening.device, epoch: 1)
    let head = try? ChainHead(archive: archive.packages, trust: try keys.trust())
    if let newest = try archive.newestPackage(of: chain)?.record,
      newest.kind == .open, newest.session != opening.session
    {
      // An opening after it would leave that session without an end in the chain for ever.
      throw Complaint(
        "Session \(newest.session) was opened and never ended; run `walktest store recover` "
          + "before the next walk.", .finding)
    }
    return try archive.nextPosition(of: chain, head: head)
  }

  /// Puts a package just sealed into index and outbox.
  package func file(_ package: SealedPackage) throws {
    guard let name = PackageName(URL(filePath: package.path).lastPathComponent) else { return }
    let index = try index()
    defer { try? index.close() }
    try index.add(try archive.package(name))
    try Outbox(index).apply(.queue, to: package.record.hash)
    if let fault = package.headFault {
      onTrouble("The record is sealed, but its chain head is not: \(fault)")
    }
  }

  /// As `file`; a failure is told, and the package filed with the next session or start.
  package func fileOrTell(_ package: SealedPackage) {
    do {
      try file(package)
    } catch {
      onTrouble("The record is sealed, but not in the index yet: \(Complaint(error).sentence)")
    }
  }

  /// The records of all packages, newest version of a package's bytes as they are on disk.
  package func packages() throws -> [ArchivedPackage] {
    try archive.listing().packages.map { try archive.package($0) }
  }
}
