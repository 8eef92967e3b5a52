import ArgumentParser
import ControlSocket
import WalkProtocol
import WalkScreen

/// `walktest stop`: END.
struct StopCommand: WalkSaying {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "End the walk of walktestd, and say why.",
    discussion: """
      The protocol says which reasons it has: \(EndReason.list).

      EXAMPLES
        walktest stop FATIGUE
        walktest stop clinician_safety --by nurse-2
      """)
  @Argument(help: "Why the walk ends.") var reason: String
  @OptionGroup var person: PersonOption
  @OptionGroup var socket: SocketOption
  @OptionGroup var output: OutputOption

  func validate() throws { _ = try EndReason.typed(reason) }
  func request() throws -> ControlRequest { .end(try EndReason.typed(reason)) }
}

/// `walktest reason`: why a walk ended that ended without telling.
struct ReasonCommand: WalkSaying {
  static let configuration = CommandConfiguration(
    commandName: "reason", abstract: "Say why the walk ended that ended without telling.",
    discussion: """
      A hold of the button or the stop switch ends a walk and tells no reason. The protocol says \
      which reasons it has: \(EndReason.list).

      EXAMPLES
        walktest reason FATIGUE
      """)
  @Argument(help: "Why the walk ended.") var reason: String
  @OptionGroup var person: PersonOption
  @OptionGroup var socket: SocketOption
  @OptionGroup var output: OutputOption

  func validate() throws { _ = try EndReason.typed(reason) }
  func request() throws -> ControlRequest { .giveEndReason(try EndReason.typed(reason)) }
}

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

extension EndReason {
  fileprivate static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }

  fileprivate static func typed(_ word: String) throws -> EndReason {
    guard let reason = EndReason(rawValue: word.uppercased()) else {
      throw ValidationError("The reason is one of: \(list).")
    }
    return reason
  }
}
