import ArgumentParser
import SessionRecord

/// Where the daemon listens.
struct SocketOption: ParsableArguments {
  /// Where it listens unless it was told otherwise.
  static let usual = "/run/walktest/control.sock"

  @Option(
    name: .customLong("socket"), help: ArgumentHelp("The daemon's socket.", valueName: "path"))
  var path = SocketOption.usual
}

/// Who acts.
struct PersonOption: ParsableArguments {
  @Option(
    name: .customLong("by"),
    help: ArgumentHelp(
      "The code of the person who acts.", discussion: "Default: the session's operator.",
      valueName: "code"))
  var code: String?

  func validate() throws {
    guard code.map(Spelling.isCode) ?? true else {
      throw ValidationError("--by is a code: letters, digits, dots, hyphens or underscores.")
    }
  }
}

/// A symptom as it is typed.
enum SymptomWord: String, ExpressibleByArgument, CaseIterable {
  case first, severe
}

/// Where a rest stands, as it is typed.
enum RestWord: String, ExpressibleByArgument, CaseIterable {
  case begin, end
}
