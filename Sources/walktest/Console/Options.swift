import ArgumentParser
import Foundation

/// Where the store is.
struct StoreOption: ParsableArguments {
  @Option(
    name: .customLong("store"),
    help: ArgumentHelp(
      "The store's directory.",
      discussion: "Default: $WALKTEST_STORE, else /var/lib/walktest.", valueName: "dir"))
  var path: String?

  /// The directory to use.
  var root: String {
    path ?? ProcessInfo.processInfo.environment["WALKTEST_STORE"] ?? "/var/lib/walktest"
  }
}

/// How results are printed.
struct OutputOption: ParsableArguments {
  @Flag(help: "Print one JSON value instead of text.")
  var json = false
}

/// The wall clock as commands use it.
enum WallClock {
  /// 2020-01-01T00:00:00Z in ms: no walktest existed before it.
  static let earliest: Int64 = 1_577_836_800_000

  /// Now, in ms since 1970.
  ///
  /// - Throws: `Complaint` when the clock stands before 2020: records would carry a wrong date.
  static func now() throws -> Int64 {
    let now = Int64(Date().timeIntervalSince1970 * 1_000)
    guard now >= earliest else {
      throw Complaint(
        "This machine's clock says it is before 2020; set the clock (timedatectl set-time, or "
          + "start its time service) and try again.", .notSetUp)
    }
    return now
  }
}
