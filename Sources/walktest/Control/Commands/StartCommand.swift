import ArgumentParser
import ControlSocket

/// `walktest start`: START.
struct StartCommand: WalkSaying {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Start the walk that is armed in walktestd.",
    discussion: """
      The clock runs from here. A press of the timer button does the same.

      EXAMPLES
        walktest start
        walktest start --by nurse-2
      """)
  @OptionGroup var person: PersonOption
  @OptionGroup var socket: SocketOption
  @OptionGroup var output: OutputOption

  func request() -> ControlRequest { .start }
}
