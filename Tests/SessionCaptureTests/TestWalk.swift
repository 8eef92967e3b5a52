import DeviceSimulator
import Foundation
import Readings
import SessionCapture
import Testing
import VirtualClinic
import WalkProtocol

/// A whole virtual walk with its journal in a directory that goes away with it.
final class TestWalk {
  let directory: URL
  let session: CaptureSession

  var journalBytes: [UInt8] {
    get throws { Array(try Data(contentsOf: URL(filePath: session.journal.path))) }
  }

  init(
    seed: UInt64 = 7, protocolID: String = "deen-1.2mph-15min",
    adjust: (inout VirtualClinicSettings) -> Void = { _ in }
  ) throws {
    directory = FileManager.default.temporaryDirectory.appending(
      path: "walktest-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let bytes = try #require(ShippedProtocols.bytes(id: protocolID))
    let definition = try ProtocolFile.parse(bytes, named: protocolID)
    var settings = VirtualClinicSettings(seed: seed, wallMilliseconds: 1_790_000_000_000)
    adjust(&settings)
    var clinic = VirtualClinic(definition: definition, settings: settings)
    let opening = SessionOpening(
      session: "5b0a1f6e-8f3c-4d63-9a55-0d6f2c3e7a11", study: "DEMO", site: "001", device: "wt01",
      subject: "S-001", visit: "baseline", trial: 1, operatorCode: "nurse-1")
    var session = try CaptureSession(
      journalAt: directory.appending(path: "journal").path, definition: definition,
      protocolBytes: bytes, opening: opening, boot: [UInt8](repeating: 0xB0, count: 16),
      clock: clinic.clock(at: settings.begins), at: settings.begins)
    try clinic.run(&session) { _, _ in }
    try session.journal.finish()
    self.session = session
  }

  deinit {
    try? FileManager.default.removeItem(at: directory)
  }
}
