import Foundation
import SessionCapture
import SessionRecord

/// A device's key with those who vouch for it: seals a session and verifies the package.
struct SealedTestRecord {
  private let device: SigningKey
  private let trust: TrustKeys

  init() throws {
    device = try SigningKey.generate(.ed25519)
    let sponsor = try SigningKey.generate(.ed25519)
    let from = WallTime(milliseconds: 1_780_000_000_000)
    let until = WallTime(milliseconds: 1_890_000_000_000)
    var list = TrustKeyList(issuedAt: from)
    try list.enrol(
      EnrolledKey(
        key: device.publicKey, role: .device, owner: "DEMO/001/wt01", notBefore: from,
        notAfter: until), at: from)
    let (bytes, signature) = try list.signed(by: sponsor)
    trust = try TrustKeys(
      verifying: bytes, signature: signature,
      root: TrustRoot(owner: "sponsor", key: sponsor.publicKey))
  }

  /// The verdict on the package that the session makes.
  func verdict(on session: CaptureSession) throws -> Verdict {
    let scratch = try ScratchDirectory()
    let sealer = SessionSealer(
      archive: scratch.url.path, key: device,
      software: SoftwareIdentity(version: "0", build: "test"))
    let package = try sealer.seal(
      session.engine, entries: session.entries, at: .first(epoch: 1), boot: TestWalk.boot)
    let verifier = PackageVerifier(trust: trust, rederive: SessionRederivation.walk)
    return verifier.verify(scratch.path(package.record.record.directoryName))
  }
}
