import Foundation
package import SessionRecord
package import SessionStore
import StrictJSON

/// A device of a site with its key, and the packages it sealed into an archive on disk.
package struct TestSite {
  /// 2026-11-22T20:30:00.000Z
  package static let morning = WallTime(milliseconds: 1_795_379_400_000)

  package let directory: TemporaryDirectory
  package let archive: Archive
  package let device: String
  package let deviceKey: SigningKey
  private var sessions = 0

  package init(device: String = "wt01", in directory: TemporaryDirectory? = nil) throws {
    self.directory = try directory ?? TemporaryDirectory()
    self.device = device
    archive = try Archive.create(at: self.directory.path + "/archive")
    deviceKey = try SigningKey.generate(.ed25519)
  }

  package var chain: ChainIdentity {
    ChainIdentity(study: "DEMO", site: "001", device: device, epoch: 1)
  }

  /// What of a record differs from a walk that went well.
  package struct Variation {
    package var kind = RecordKind.close
    package var session: String?
    package var site = "001"
    package var subject = "S-001"
    package var visit = "baseline"
    package var openedAt = TestSite.morning
    package var position: ChainPosition?
    package var samples = "seq,t_us\r\n1,10000\r\n"
    package var signer: SigningKey?

    package init() {}
  }

  /// Seals one package at the end of the chain.
  @discardableResult
  package mutating func seal(
    _ change: (inout Variation) -> Void = { _ in }
  ) throws -> ArchivedPackage {
    var variation = Variation()
    change(&variation)
    sessions += 1
    let number = String(sessions, radix: 16)
    let generated =
      "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - number.count) + number
    let files = contents(of: variation)
    let record = try self.record(
      variation, session: variation.session ?? generated, files: files)
    return try write(record, files, signer: variation.signer ?? deviceKey)
  }

  /// Seals an open record and the close record of the same session.
  @discardableResult
  package mutating func walk(
    _ change: (inout Variation) -> Void = { _ in }
  ) throws -> [ArchivedPackage] {
    let open = try seal { variation in
      change(&variation)
      variation.kind = .open
    }
    let close = try seal { variation in
      change(&variation)
      variation.kind = .close
      variation.session = open.record.session
    }
    return [open, close]
  }

  private func contents(of variation: Variation) -> [(name: String, bytes: [UInt8])] {
    let protocolFile = ("protocol.json", Array(#"{"id":"deen-1.2mph-15min"}"#.utf8))
    guard variation.kind != .open else { return [protocolFile] }
    return [
      protocolFile, ("samples.csv", Array(variation.samples.utf8)),
      ("events.jsonl", Array("{\"seq\":1,\"t_us\":10000,\"type\":\"start\"}\n".utf8)),
      ("frames.log", []),
    ]
  }

  private func record(
    _ variation: Variation, session: String, files: [(name: String, bytes: [UInt8])]
  ) throws -> SessionRecord {
    let isOpen = variation.kind == .open
    var place = chain
    place.site = variation.site
    let position = try variation.position ?? archive.nextPosition(of: place)
    let opened = variation.openedAt
    return SessionRecord(
      kind: variation.kind, study: "DEMO", site: variation.site, device: device,
      position: position, session: session, subject: variation.subject, visit: variation.visit,
      trial: 1, operatorCode: "nurse-1", mode: "treadmill-fixed",
      walkProtocol: ProtocolReference(
        id: "deen-1.2mph-15min", version: 1, sha256: ContentHash(of: files[0].bytes)),
      clock: RecordClock(
        openedAt: opened,
        closedAt: isOpen ? nil : WallTime(milliseconds: opened.milliseconds + 900_000),
        openedMonotonic: 1_000_000, closedMonotonic: isOpen ? nil : 901_000_000, boot: "boot-1",
        synchronised: .yes),
      walk: isOpen ? nil : ["start_us": 10_000],
      software: SoftwareIdentity(version: "0.1.0", build: "test"))
  }

  private func write(
    _ record: SessionRecord, _ files: [(name: String, bytes: [UInt8])], signer: SigningKey
  ) throws -> ArchivedPackage {
    let sealed = try PackageWriter(archive: archive.packages).seal(
      record,
      contents: files.map {
        PackageFile(name: $0.name, mediaType: "application/octet-stream", bytes: $0.bytes)
      }, key: signer)
    guard let name = PackageName(sealed.record.record.directoryName) else {
      throw StoreFault(.packageDamaged, at: record.directoryName)
    }
    return try archive.package(name)
  }
}
