import ArgumentParser
import ControlSocket
import SessionRecord
import StrictJSON
import WalkProtocol
import WalkScreen

/// `walktest prepare`: opens a session in the daemon.
struct PrepareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare", abstract: "Open a session in walktestd and begin its checks.",
    discussion: """
      EXAMPLES
        walktest prepare S-001 baseline --operator nurse-1
        walktest prepare S-001 week-6 --operator nurse-1 --protocol 6mwt --trial 2
      """)
  @Argument(help: "The subject's code, never a name.") var subject: String
  @Argument(help: "The visit's code.") var visit: String
  @OptionGroup var walk: WalkOptions
  @Option(name: .customLong("operator"), help: "The code of who runs the test.")
  var operatorCode: String
  @OptionGroup var socket: SocketOption
  @OptionGroup var output: OutputOption

  func validate() throws { _ = try choice() }

  private func choice() throws -> WalkChoice { try walk.choice(subject, visit, operatorCode) }

  func run() async throws {
    try await answering {
      var talk = try DaemonTalk(socket, program: "prepare")
      try talk.say(.prepare(try choice()), by: nil)
      let status = try talk.status()
      output.json ? Console.say(["status": status.json]) : Console.say(status.headline)
    }
  }
}

/// `walktest waive`: the walk goes on without a gate.
struct WaiveCommand: WalkSaying {
  static let configuration = CommandConfiguration(
    commandName: "waive", abstract: "Go on without a sensor or the button, for a reason.",
    discussion: """
      The reason is a code of lower-case letters, digits and hyphens, and stands in the record.

      EXAMPLES
        walktest waive channel-speed no-treadmill-today
        walktest waive button button-broken
      """)
  @Argument(help: "The gate, as walktest status names it.") var gate: String
  @Argument(help: "Why, as a code.") var reason: String
  @OptionGroup var person: PersonOption
  @OptionGroup var socket: SocketOption
  @OptionGroup var output: OutputOption

  func validate() throws {
    guard Gate(rawValue: gate)?.isWaivable ?? false else {
      let gates = Gate.allCases.filter(\.isWaivable).map(\.rawValue).joined(separator: ", ")
      throw ValidationError("What can be waived: \(gates).")
    }
  }

  func request() throws -> ControlRequest {
    .waive(Gate(rawValue: gate) ?? .button, reason: reason)
  }
}

/// By which protocol somebody walks.
struct WalkOptions: ParsableArguments {
  @Option(name: .customLong("protocol"), help: "The id of a protocol that walktestd knows.")
  var protocolID = "deen-1.2mph-15min"
  @Option(help: "Which walk of the visit, 1 and up.") var trial = 1

  func choice(_ subject: String, _ visit: String, _ operatorCode: String) throws -> WalkChoice {
    guard [subject, visit, operatorCode].allSatisfy(Spelling.isCode) else {
      throw ValidationError(
        "Subject, visit and operator are codes: 1 to 32 letters, digits, dots, hyphens or "
          + "underscores, the first a letter or digit.")
    }
    guard (1...1_000).contains(trial) else { throw ValidationError("--trial is 1 to 1000.") }
    return WalkChoice(
      protocolID: protocolID, subject: subject, visit: visit, trial: trial,
      operatorCode: operatorCode)
  }
}
