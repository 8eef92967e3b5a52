import ArgumentParser
import ControlSocket
import WalkProtocol
import WalkScreen

/// `walktest close`: the walk is complete.
struct CloseCommand: WalkSaying {
  static let configuration = CommandConfiguration(
    commandName: "close", abstract: "Declare the walk complete; walktestd seals the record.",
    discussion: """
      Nothing can be changed after this, only corrected with a reason.

      EXAMPLES
        walktest close
      """)
  @OptionGroup var person: PersonOption
  @OptionGroup var socket: SocketOption
  @OptionGroup var output: OutputOption

  func request() -> ControlRequest { .close }

  func truth(_ status: WalkStatus) -> String {
    status.phase == .idle ? "closed; " + status.headline : status.headline
  }
}

/// `walktest recovered`: the symptoms are gone.
struct RecoveredCommand: WalkSaying {
  static let configuration = CommandConfiguration(
    commandName: "recovered", abstract: "Note that the symptoms are back to where they were.",
    discussion: """
      EXAMPLES
        walktest recovered
      """)
  @OptionGroup var person: PersonOption
  @OptionGroup var socket: SocketOption
  @OptionGroup var output: OutputOption

  func request() -> ControlRequest { .recovered }

  func truth(_ status: WalkStatus) -> String { "recovered; " + status.headline }
}

/// `walktest abandon`: the walk is given up before START.
struct AbandonCommand: WalkSaying {
  static let configuration = CommandConfiguration(
    commandName: "abandon", abstract: "Give the walk up before START, for a reason.",
    discussion: """
      The reason is a code of lower-case letters, digits and hyphens, and stands in the record.

      EXAMPLES
        walktest abandon patient-unwell
      """)
  @Argument(help: "Why, as a code.") var reason: String
  @OptionGroup var person: PersonOption
  @OptionGroup var socket: SocketOption
  @OptionGroup var output: OutputOption

  func request() -> ControlRequest { .abandon(reason: reason) }

  func truth(_ status: WalkStatus) -> String { "abandoned before START (\(reason.plain))" }
}
