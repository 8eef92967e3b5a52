import Foundation
package import SessionHost
import SessionRecord

/// A site of a test's own: a store with keys, the configuration, the protocol, and a place for the
/// socket. It goes away with its last reference.
package final class DaemonSite {
  /// The directory of everything, mode 0755; its path is short enough for sockets.
  package let path: String

  /// The store.
  package var store: String { path + "/store" }
  /// The daemon's configuration.
  package var configuration: String { path + "/walktest.toml" }
  /// The directory of the control socket.
  package var socketDirectory: String { path + "/run" }
  /// The control socket.
  package var socket: String { socketDirectory + "/control.sock" }
  /// The bindings of devices; not there until a test writes them.
  package var bindings: String { path + "/devices.toml" }
  /// The ANT+ network key; not there until a test writes it.
  package var networkKey: String { path + "/network-key" }
  /// The device's key.
  package var deviceKey: String { store + "/keys/device.jwk" }

  /// Makes keys and files; no daemon runs.
  package init(protocolFile: String = ShortWalk.file(), _ changes: [String: String] = [:]) throws {
    path = "/tmp/walktestd-" + UUID().uuidString.prefix(8)
    for directory in [path, path + "/run", path + "/protocols"] {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: false,
        attributes: [.posixPermissions: 0o755])
      chmod(directory, 0o755)
    }
    let site = try Site(creatingAt: store) { _ in }
    try site.keys.make(
      owner: "WTT/001/wt01", algorithm: .ed25519,
      at: WallTime(milliseconds: try WallClock.now()))
    try write(protocolFile, to: path + "/protocols/\(ShortWalk.protocolID).json")
    try configure(changes)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes the configuration: the site's own with `changes`, as TOML values by `section.key`.
  package func configure(_ changes: [String: String] = [:]) throws {
    let own = [
      "store.directory": quoted(store), "store.reserve": "64",
      "devices.bindings": quoted(bindings), "devices.network-key": quoted(networkKey),
      "protocols.directory": quoted(path + "/protocols"), "control.socket": quoted(socket),
      "control.group": quoted(Self.ownGroup), "walk.longest-gap": "30",
      "log.level": quoted("debug"),
    ]
    let lines = own.merging(changes) { $1 }.sorted { $0.key < $1.key }.map { key, value in
      "\(key) = \(value)\n"
    }
    try write(lines.joined(), to: configuration)
  }

  /// Writes a file of the site's with mode 0644.
  package func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
    chmod(path, 0o644)
  }

  /// The store, opened.
  package func opened() throws -> Site { try Site(opening: store) { _ in } }

  private func quoted(_ text: String) -> String { "\"\(text)\"" }

  private static let ownGroup: String = {
    guard let group = getgrgid(getegid()), let name = group.pointee.gr_name else { return "root" }
    return String(cString: name)
  }()
}
