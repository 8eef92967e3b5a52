import ArgumentParser
import ControlSocket

/// `walktest estop`: the emergency stop was hit.
struct EmergencyStopCommand: WalkSaying {
  static let configuration = CommandConfiguration(
    commandName: "estop", abstract: "Note that the emergency stop was hit; the walk ends.",
    discussion: """
      This notes it; it stops no belt. The stop itself is the red button on the treadmill.

      EXAMPLES
        walktest estop
      """)
  @OptionGroup var person: PersonOption
  @OptionGroup var socket: SocketOption
  @OptionGroup var output: OutputOption

  func request() -> ControlRequest { .emergencyStop }
}
