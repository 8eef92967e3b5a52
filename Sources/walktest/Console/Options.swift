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
