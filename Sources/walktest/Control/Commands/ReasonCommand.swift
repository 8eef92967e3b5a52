import ArgumentParser
import ControlSocket
import WalkProtocol

/// `walktest reason`: why a walk ended that ended without telling.
struct ReasonCommand: WalkSaying {
  static let configuration = CommandConfiguration(
    commandName: "reason", abstract: "Say why the walk ended that ended without telling.",
    discussion: """
      A hold of the button or the stop switch ends a walk and tells no reason. The protocol says \
      which of the reasons it has.

      EXAMPLES
        walktest reason FATIGUE
      """)
  @Argument(help: "Why the walk ended.") var reason: EndReason
  @OptionGroup var person: PersonOption
  @OptionGroup var socket: SocketOption
  @OptionGroup var output: OutputOption

  func request() -> ControlRequest { .giveEndReason(reason) }
}
