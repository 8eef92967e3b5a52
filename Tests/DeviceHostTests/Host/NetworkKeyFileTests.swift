import DeviceProtocols
import Foundation
import Testing

@testable import DeviceHost

/// The key's file: what is accepted, and that nothing of it is ever shown.
struct NetworkKeyFileTests {
  private static let digits = "00112233445566AA"

  /// The fault of a file with `content` and `mode`; nil when it is read.
  private static func fault(
    _ content: String, mode: Int = 0o600, owner: UInt32 = getuid()
  ) throws -> NetworkKeyFault? {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/key"
    try Data(content.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    do throws(NetworkKeyFault) {
      _ = try NetworkKeyFile(path: path, owner: owner).read()
      return nil
    } catch {
      let fault = error
      #expect(fault.description.contains(path))
      #expect(!fault.description.contains("0011") && !fault.description.contains("66AA"))
      return fault
    }
  }

  @Test("16 digits with the right owner and mode, are read", arguments: [0o600, 0o640])
  func good(mode: Int) throws {
    #expect(try Self.fault(Self.digits, mode: mode) == nil)
    #expect(try Self.fault(Self.digits.lowercased() + "\n", mode: mode) == nil)
  }

  @Test(
    "anybody else could read or write it, is refused", arguments: [0o644, 0o660, 0o400, 0o4600])
  func mode(_ mode: Int) throws {
    let fault = try #require(try Self.fault(Self.digits, mode: mode))
    #expect(fault.code == .wrongMode && fault.description.contains("chmod 0640"))
  }

  @Test("it belongs to somebody else, is refused")
  func owner() throws {
    let fault = try #require(try Self.fault(Self.digits, owner: getuid() &+ 1))
    #expect(fault.code == .wrongOwner)
  }

  @Test(
    "anything but 16 digits, is refused without being shown",
    arguments: [
      "", "001122334455667", "00112233445566AA0", "0x112233445566AA", "00112233445566AA\n\n",
    ])
  func content(_ content: String) throws {
    #expect(try #require(try Self.fault(content)).code == .wrongContent)
  }

  @Test("no file, a link, a directory, a pipe without writer, are refused and nothing hangs")
  func otherFiles() throws {
    let directory = try TemporaryDirectory()
    let read = { (name: String) in
      #expect(throws: NetworkKeyFault.self) {
        try NetworkKeyFile(path: directory.path + "/" + name, owner: getuid()).read()
      }
    }
    #expect(read("none")?.code == .absent)
    #expect(read("none")?.description.contains("thisisant.com") == true)
    symlink("/dev/null", directory.path + "/link")
    #expect(read("link")?.code == .notAFile)
    mkdir(directory.path + "/directory", 0o700)
    #expect(read("directory")?.code == .notAFile)
    mkfifo(directory.path + "/pipe", 0o600)
    #expect(read("pipe")?.code == .notAFile)
  }
}
