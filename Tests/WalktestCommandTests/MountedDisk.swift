import Foundation
import Testing

/// A small file system of its own, unmounted by the test; needs root.
final class MountedDisk {
  /// Whether one can be mounted; where CI runs, the tests run and fail if it cannot.
  static let canMount = Program.isCI || (geteuid() == 0 && probe() == 0)

  let path: String
  private let scratch: Scratch

  /// A disk at `place`, or at a directory of its own.
  init(size: String, at place: String? = nil) async throws {
    scratch = try Scratch()
    path = place ?? scratch.path
    try await Self.mount("-t", "tmpfs", "-o", "size=\(size)", "tmpfs", path)
  }

  /// Changes size or mode: `size=8m`, `ro`, `rw`.
  func remount(_ option: String) async throws {
    try await Self.mount("-o", "remount,\(option)", path)
  }

  /// Fills what is free but for `spare` KiB.
  func fill(sparing spare: Int) async throws {
    let script = """
      free=$(df --output=avail -k "$1" | tail -1)
      head -c $(( (free - $2) * 1024 )) /dev/zero > "$1/filler"
      """
    let done = try await Program.bash(script, path, String(spare))
    try #require(done.status == 0, "\(done.complaint)")
  }

  private static func mount(_ arguments: String...) async throws {
    let done = try await Program.run("/usr/bin/mount", arguments)
    try #require(done.status == 0, "\(done.complaint)")
  }

  private static func probe() -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c",
      "d=$(mktemp -d) && mount -t tmpfs -o size=64k tmpfs $d 2>/dev/null && umount $d; "
        + "r=$?; rmdir $d; exit $r",
    ]
    guard (try? process.run()) != nil else { return -1 }
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Ends the disk; tests call it in a `defer`.
  func unmount() {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/umount")
    process.arguments = [path]
    if (try? process.run()) != nil { process.waitUntilExit() }
  }
}
