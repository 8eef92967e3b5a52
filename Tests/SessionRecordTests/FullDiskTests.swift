import Foundation
import Testing

@testable import SessionRecord

/// Real file systems that are full or read-only; needs root for mounting.
@Suite("Sealing on a failing disk", .serialized, .enabled(if: MountedDisk.canMount))
struct FullDiskTests {
  @Test("a disk that fills up at any size, disk-full, nothing left behind, then sealed after all")
  func fullDisk() throws {
    let key = try SigningKey.generate(.ed25519)
    var refused = 0
    for kibibytes in stride(from: 4, through: 64, by: 4) {
      let disk = try MountedDisk(options: "size=\(kibibytes)k")
      let writer = PackageWriter(archive: disk.path)
      do throws(RecordFault) {
        _ = try writer.seal(
          RecordExamples.record(.close), contents: RecordExamples.contents, key: key)
      } catch {
        refused += 1
        #expect(error.code == .diskFull)
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).isEmpty)
        try disk.remount("size=4m")
        let sealed = try writer.seal(
          RecordExamples.record(.close), contents: RecordExamples.contents, key: key)
        #expect(sealed.headFault == nil)
      }
    }
    #expect(refused >= 5)
  }

  @Test("a read-only disk, not-writable with advice")
  func readOnly() throws {
    let disk = try MountedDisk(options: "size=1m,ro")
    let key = try SigningKey.generate(.ed25519)
    let fault = #expect(throws: RecordFault.self) {
      try PackageWriter(archive: disk.path).seal(
        RecordExamples.record(.close), contents: RecordExamples.contents, key: key)
    }
    #expect(fault?.code == .notWritable)
    #expect(fault?.advice.contains("permissions") == true)
    let keyFault = #expect(throws: RecordFault.self) { try key.save(to: disk.path + "/k.jwk") }
    #expect(keyFault?.code == .notWritable)
  }
}

/// A tmpfs of its own, unmounted when the test ends.
final class MountedDisk {
  static let canMount = geteuid() == 0 && (try? MountedDisk(options: "size=64k")) != nil

  private let place: TemporaryDirectory
  var path: String { place.path }

  init(options: String) throws {
    place = try TemporaryDirectory()
    try run("mount -t tmpfs -o \(options) tmpfs '\(place.path)'")
  }

  func remount(_ options: String) throws {
    try run("mount -o remount,\(options) '\(path)'")
  }

  private func run(_ command: String) throws {
    let result = try PublicTools.bash(command, in: "/")
    if result.status != 0 { throw MountFailed(text: result.text) }
  }

  deinit {
    try? run("umount '\(place.path)'")
  }

  struct MountFailed: Error {
    let text: String
  }
}
