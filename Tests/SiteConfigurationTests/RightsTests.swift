import Foundation
import Glibc
import SiteConfiguration
import Testing

@Suite("Whose the configuration is")
struct RightsTests {
  /// A directory of its own, removed at the end.
  private func inFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.path + "/site-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }

  private func write(_ text: String, _ path: String, mode: mode_t = 0o644) throws {
    try FileManager.default.createDirectory(
      atPath: URL(filePath: path).deletingLastPathComponent().path,
      withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: path))
    #expect(chmod(path, mode) == 0)
  }

  private func fault(_ path: String, mustExist: Bool = false) -> ConfigurationFault? {
    do throws(ConfigurationFaults) {
      _ = try SiteConfiguration(contentsOf: path, mustExist: mustExist)
      return nil
    } catch {
      return error.first
    }
  }

  @Test("no file, the standard values; a file that a person named and is not there, a fault")
  func absent() throws {
    try inFolder { folder in
      let configuration = try SiteConfiguration(contentsOf: folder + "/w.toml")
      #expect(configuration == SiteConfiguration())
      #expect(configuration.file == nil)
      #expect(fault(folder + "/w.toml", mustExist: true)?.code == .missing)
    }
  }

  @Test("a file, read; its faults with its path")
  func read() throws {
    try inFolder { folder in
      let path = folder + "/w.toml"
      try write("[walk]\nlongest-gap = 7\n", path)
      #expect(try SiteConfiguration(contentsOf: path).longestGap == .seconds(7))
      try write("[walk]\nlongest-gap = x\n", path)
      #expect(fault(path)?.description.hasPrefix("\(path), line 2, column ") == true)
    }
  }

  @Test(
    "a file that others can write to, refused with the command that mends it",
    arguments: [0o664, 0o646, 0o777] as [mode_t])
  func writable(mode: mode_t) throws {
    try inFolder { folder in
      let path = folder + "/w.toml"
      try write("", path, mode: mode)
      #expect(fault(path)?.code == .writableByOthers)
      #expect(fault(path)?.description.hasSuffix("run: chmod go-w \(path).") == true)
      #expect(chmod(path, mode & ~0o022) == 0)
      #expect(fault(path) == nil)
    }
  }

  @Test("a directory that others can write to, refused")
  func directory() throws {
    try inFolder { folder in
      let path = folder + "/w.toml"
      try write("", path)
      #expect(chmod(folder, 0o777) == 0)
      #expect(fault(path)?.code == .writableByOthers)
      #expect(fault(path)?.description.hasSuffix("run: chmod go-w \(folder).") == true)
    }
  }

  @Test("a link, a directory, a pipe, a file far too long, each refused without waiting")
  func notFiles() throws {
    try inFolder { folder in
      try write("", folder + "/real.toml")
      #expect(symlink(folder + "/real.toml", folder + "/link.toml") == 0)
      #expect(fault(folder + "/link.toml")?.code == .notAFile)
      #expect(mkfifo(folder + "/pipe.toml", 0o644) == 0)
      #expect(fault(folder + "/pipe.toml")?.code == .notAFile)
      #expect(mkdir(folder + "/directory.toml", 0o755) == 0)
      #expect(fault(folder + "/directory.toml")?.code == .notAFile)
      try write(String(repeating: "#", count: 65_537), folder + "/long.toml")
      #expect(fault(folder + "/long.toml")?.code == .notAFile)
    }
  }

  @Test("a file of another account, refused with its name", .enabled(if: geteuid() == 0))
  func owner() throws {
    try inFolder { folder in
      let path = folder + "/w.toml"
      try write("", path)
      #expect(chown(path, 1, 1) == 0)
      #expect(fault(path)?.code == .wrongOwner)
      #expect(
        fault(path)?.description
          == "\(path) belongs to daemon and not to root; run: chown root:root \(path).")
      #expect(throws: Never.self) { try TrustedFile(path, owner: 1).check() }
      #expect(throws: ConfigurationFault.self) { try TrustedFile(path, owner: 2).check() }
    }
  }

  private func keyFault(
    _ configuration: SiteConfiguration, credentials: String? = nil, root: String
  ) -> ConfigurationFault? {
    do throws(ConfigurationFault) {
      try configuration.checkDeviceKey(credentials: credentials, root: root)
      return nil
    } catch {
      return error
    }
  }

  private func configuration(_ folder: String) throws -> SiteConfiguration {
    try SiteConfiguration(parsing: Array("[store]\ndirectory = \"\(folder)/store\"\n".utf8))
  }

  @Test("no key, a fault that says how to make one; one in systemd's hands or store, good")
  func keyPlaces() throws {
    try inFolder { folder in
      let configuration = try configuration(folder)
      let path = folder + "/store/keys/device.jwk"
      #expect(keyFault(configuration, root: folder)?.code == .keyMissing)
      #expect(
        keyFault(configuration, root: folder)?.description.contains("walktest keys init") == true)
      let name = "walktest.device-key"
      try write("x", folder + "/etc/credstore.encrypted/" + name, mode: 0o600)
      #expect(
        configuration.deviceKey(credentials: nil, root: folder)
          == .credentialStore(folder + "/etc/credstore.encrypted/" + name))
      #expect(keyFault(configuration, root: folder) == nil)
      try write("x", path, mode: 0o600)
      #expect(configuration.deviceKey(credentials: nil, root: folder) == .file(path))
      try write("x", folder + "/credentials/" + name, mode: 0o400)
      #expect(
        configuration.deviceKey(credentials: folder + "/credentials", root: folder)
          == .credential(folder + "/credentials/" + name))
      #expect(configuration.deviceKey(credentials: folder, root: folder) == .file(path))
    }
  }

  @Test(
    "a key that others may read, that its owner may not, or that is a link, refused",
    arguments: [0o640, 0o604, 0o660, 0o200] as [mode_t])
  func keyMode(mode: mode_t) throws {
    try inFolder { folder in
      let configuration = try configuration(folder)
      let path = folder + "/store/keys/device.jwk"
      try write("x", path, mode: mode)
      #expect(keyFault(configuration, root: folder)?.code == .keyWrongMode)
      #expect(
        keyFault(configuration, root: folder)?.description.hasSuffix("run: chmod 0600 \(path).")
          == true)
      #expect(chmod(path, 0o600) == 0)
      #expect(keyFault(configuration, root: folder) == nil)
      #expect(rename(path, path + ".real") == 0)
      #expect(symlink(path + ".real", path) == 0)
      #expect(keyFault(configuration, root: folder)?.code == .notAFile)
    }
  }

  @Test("a key of another account than the store's, refused", .enabled(if: geteuid() == 0))
  func keyOwner() throws {
    try inFolder { folder in
      let configuration = try configuration(folder)
      let path = folder + "/store/keys/device.jwk"
      try write("x", path, mode: 0o600)
      #expect(chown(folder + "/store", 1, 1) == 0)
      #expect(keyFault(configuration, root: folder)?.code == .keyWrongOwner)
      #expect(
        keyFault(configuration, root: folder)?.description.hasSuffix(
          "run: chown --reference=\(folder)/store \(path).") == true)
      #expect(chown(path, 1, 1) == 0)
      #expect(keyFault(configuration, root: folder) == nil)
    }
  }
}
