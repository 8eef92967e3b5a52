import Foundation

/// A memory file system of a given size, mounted for one test: a disk that can be filled.
final class SmallDisk: Sendable {
  let scratch: ScratchDirectory

  /// Mounts it with the options given, such as `size=1m`.
  init(options: String) throws {
    scratch = try ScratchDirectory()
    guard Self.run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", scratch.url.path]) else {
      throw CocoaError(.fileWriteNoPermission)
    }
  }

  deinit {
    _ = Self.run("umount", ["-l", scratch.url.path])
  }

  /// Whether tests that fill a disk shall run: mounting is permitted, or this is continuous
  /// integration (`CI=true`), where not being permitted must fail the tests and not skip them.
  static let shallRun: Bool =
    (try? SmallDisk(options: "size=1m")) != nil
    || ProcessInfo.processInfo.environment["CI"] == "true"

  /// The reason a skipped test shows.
  static let refused = "mounting is not permitted: run as root, or with a mount namespace"

  /// Mounts the same file system again with other options, such as `ro`.
  func remount(_ options: String) -> Bool {
    Self.run("mount", ["-o", "remount," + options, scratch.url.path])
  }

  private static func run(_ tool: String, _ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
