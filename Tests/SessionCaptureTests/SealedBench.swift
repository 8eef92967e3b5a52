import Foundation
import SessionCapture
import SessionRecord

/// A session's packages in an archive of their own, with the keys to verify them.
struct SealedBench {
  private static let from = WallTime(milliseconds: 1_700_000_000_000)
  private static let until = WallTime(milliseconds: 1_900_000_000_000)
  private let archive: ScratchDirectory
  private let trust: TrustKeys
  private let closed: SealedPackage

  /// Seals the opening and the end of a session that is over.
  init(_ session: CaptureSession) throws {
    archive = try ScratchDirectory()
    let key = try SigningKey.generate(.ed25519)
    let sponsor = try SigningKey.generate(.ed25519)
    var list = TrustKeyList(issuedAt: Self.from)
    try list.enrol(
      EnrolledKey(
        key: key.publicKey, role: .device, owner: "DEMO/001/wt01", notBefore: Self.from,
        notAfter: Self.until), at: Self.from)
    let (bytes, signature) = try list.signed(by: sponsor)
    trust = try TrustKeys(
      verifying: bytes, signature: signature,
      root: TrustRoot(owner: "sponsor", key: sponsor.publicKey))
    let sealer = SessionSealer(
      archive: archive.path(""), key: key, software: SoftwareIdentity(version: "0", build: "test"))
    let opened = try sealer.sealOpening(
      of: session, at: .first(epoch: 1), boot: TestWalk.boot)
    closed = try sealer.seal(
      session.engine, entries: session.entries,
      at: ChainPosition(epoch: 1, seq: 2, prev: opened.record.hash), boot: TestWalk.boot)
  }

  /// What verification says of the record, with the walk derived again.
  func verdict() throws -> Verdict {
    PackageVerifier(trust: trust, rederive: { try SessionRederivation.walk(of: $0) })
      .verify(closed.path)
  }
}
