public import Foundation

/// Where recorded device bytes are found. They are not part of the repository: the environment
/// variable `WALKTEST_CAPTURES` names their directory, `../shared/captures` beside the package is
/// the default.
public enum Captures {
  /// The directory of the captures, whether or not it is there.
  public static let directory: URL = {
    if let path = ProcessInfo.processInfo.environment["WALKTEST_CAPTURES"] {
      return URL(fileURLWithPath: path, isDirectory: true)
    }
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return package.appendingPathComponent("../shared/captures", isDirectory: true)
      .standardizedFileURL
  }()

  /// Whether tests that need captures shall run: they are there, or this is continuous integration
  /// (`CI=true`), where their absence must fail the tests and not skip them.
  public static var shallRun: Bool {
    FileManager.default.fileExists(atPath: directory.path)
      || ProcessInfo.processInfo.environment["CI"] == "true"
  }

  /// The reason a skipped test shows.
  public static let absent = "no captures: set WALKTEST_CAPTURES to their directory"

  /// The bytes of the capture at `path`, relative to the captures' directory.
  public static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: directory.appendingPathComponent(path)))
  }

  /// The names of the files in the captures' folder `path`, in order.
  public static func names(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: directory.appendingPathComponent(path).path
    ).sorted()
  }
}
