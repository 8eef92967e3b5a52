import ArgumentParser

/// Where and how long a simulated device is served, and what is told of it.
struct ServingOptions: ParsableArguments {
  @Option(
    name: .customLong("pty"),
    help: ArgumentHelp(
      "Serve on a pseudo-terminal behind this symbolic link.",
      discussion: "Without it the terminal's own path is printed.", valueName: "path"))
  var link: String?
  @Flag(help: "Serve on standard input and output instead; messages go to standard error.")
  var stdio = false
  @Option(
    name: .customLong("for"), help: ArgumentHelp("End after so many seconds.", valueName: "s"))
  var seconds: Int?
  @Flag(help: "Show the bytes that go to and fro.") var trace = false
  @OptionGroup var output: OutputOption

  /// Where the device is plugged in.
  var transport: SimulateTransport { stdio ? .standardStreams : .terminal(link: link) }

  func validate() throws {
    guard !stdio || link == nil else {
      throw ValidationError("Give --pty or --stdio, not both.")
    }
    guard seconds.map({ (1...86_400).contains($0) }) ?? true else {
      throw ValidationError("Give --for 1 to 86400 seconds.")
    }
  }
}

/// The ways by which a simulated device meets its host.
enum SimulateTransport: Equatable {
  /// A pseudo-terminal, with a symbolic link to it or without.
  case terminal(link: String?)
  /// Standard input and output of this process.
  case standardStreams
}
