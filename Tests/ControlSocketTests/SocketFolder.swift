import Foundation
import Glibc

/// A directory of a test's own with mode 0755.
final class SocketFolder {
  let path: String
  var socket: String { path + "/control.sock" }

  init() throws {
    path = "/tmp/walktest-" + UUID().uuidString.prefix(8)
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
    chmod(path, 0o755)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
