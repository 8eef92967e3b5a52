import ClockWitness
import Foundation
import Glibc

/// The machine as `walktest doctor` looks at it: its files below a root, so that a check can be tried
/// on a machine that lies in a directory.
struct Machine {
  /// The directory that stands for `/`; empty for the machine itself.
  let root: String

  init(root: String) { self.root = root == "/" ? "" : root }

  /// Where `path` of the machine really lies.
  func real(_ path: String) -> String { root + path }

  /// What is in a file; nil when it is not there or may not be read.
  func bytes(_ path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: real(path)).map(Array.init)
  }

  /// A file's text; nil when it is not there or may not be read.
  func text(_ path: String) -> String? { bytes(path).map { String(decoding: $0, as: UTF8.self) } }

  /// A file's one line, as sysfs writes its attributes.
  func line(_ path: String) -> String? {
    text(path).map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
  }

  /// What is in a directory, sorted; nothing when it may not be read.
  func names(_ directory: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: real(directory))) ?? []).sorted()
  }

  /// What a symbolic link says; nil when it is none.
  func link(_ path: String) -> String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: real(path))
  }

  /// The last part of what a symbolic link says.
  func linkName(_ path: String) -> String? {
    link(path)?.split(separator: "/").last.map(String.init)
  }

  /// Owner, group and mode of a file; nil when it is not there.
  func rights(_ path: String) -> FileRights? {
    var status = stat()
    guard stat(real(path), &status) == 0 else { return nil }
    return FileRights(
      owner: status.st_uid, group: status.st_gid, mode: UInt16(status.st_mode & 0o7777))
  }

  /// Whether a time service steers the wall clock; nil when it cannot be told. Of a machine in a
  /// directory, its file `clock-is-synchronised` says it with 1 or 0.
  var clockIsSynchronised: Bool? {
    if root.isEmpty { return KernelStatement.fromKernel()?.clock.isSynchronised }
    return switch line("/clock-is-synchronised") {
    case "1": true
    case "0": false
    default: nil
    }
  }
}

/// Who may do what with a file.
struct FileRights: Hashable {
  var owner: UInt32
  var group: UInt32
  var mode: UInt16
}

/// Who calls, as /proc/self/status tells it.
struct Caller {
  let user: UInt32
  let groups: Set<UInt32>
  let name: String

  init(_ machine: Machine) {
    let status = machine.text("/proc/self/status") ?? ""
    func numbers(_ key: String) -> [UInt32] {
      let line = status.split(separator: "\n").first { $0.hasPrefix(key + ":") }
      return line?.split(whereSeparator: \.isWhitespace).dropFirst().compactMap { UInt32($0) } ?? []
    }
    // The second number of each line is the effective one.
    let users = numbers("Uid")
    let user = users.count > 1 ? users[1] : geteuid()
    self.user = user
    let own = numbers("Gid")
    groups = Set(numbers("Groups") + (own.count > 1 ? [own[1]] : []))
    let entry = machine.text("/etc/passwd")?.split(separator: "\n").first {
      let fields = $0.split(separator: ":", omittingEmptySubsequences: false)
      return fields.count > 2 && UInt32(fields[2]) == user
    }
    name = entry?.split(separator: ":").first.map(String.init) ?? "\(user)"
  }

  var isRoot: Bool { user == 0 }

  /// Whether the caller may read and write a node.
  func mayUse(_ rights: FileRights) -> Bool {
    if isRoot { return true }
    if rights.owner == user { return rights.mode & 0o600 == 0o600 }
    if groups.contains(rights.group) { return rights.mode & 0o060 == 0o060 }
    return rights.mode & 0o006 == 0o006
  }
}
