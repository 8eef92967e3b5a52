public import ArgumentParser
import ControlSocket
public import WalkProtocol

/// `walktest stop`: END.
struct StopCommand: WalkSaying {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "End the walk of walktestd, and say why.",
    discussion: """
      The protocol says which of the reasons it has.

      EXAMPLES
        walktest stop FATIGUE
        walktest stop clinician_safety --by nurse-2
      """)
  @Argument(help: "Why the walk ends.") var reason: EndReason
  @OptionGroup var person: PersonOption
  @OptionGroup var socket: SocketOption
  @OptionGroup var output: OutputOption

  func request() -> ControlRequest { .end(reason) }
}

extension EndReason: ExpressibleByArgument {
  /// The reason that a word spells in letters of any case.
  public init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}
