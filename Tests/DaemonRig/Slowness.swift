import Foundation

/// How much longer than usual the rig waits before it gives up on a program.
enum Slowness {
  /// What `WALKTEST_SLOWNESS` says, which scripts/sanitize sets: a program that is watched by a
  /// sanitizer is several times slower. A wait that ends well is not longer for it.
  static let factor: Int64 = {
    let said = ProcessInfo.processInfo.environment["WALKTEST_SLOWNESS"].flatMap { Int64($0) }
    return min(max(said ?? 1, 1), 100)
  }()
}
