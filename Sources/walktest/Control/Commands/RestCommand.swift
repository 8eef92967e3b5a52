import ArgumentParser
import ControlSocket
import WalkScreen

/// `walktest rest`: the subject rests, or walks on.
struct RestCommand: WalkSaying {
  static let configuration = CommandConfiguration(
    commandName: "rest", abstract: "Note that the subject rests or walks on.",
    discussion: """
      EXAMPLES
        walktest rest begin
        walktest rest end
      """)
  @Argument(help: "begin or end.") var rest: RestWord
  @OptionGroup var person: PersonOption
  @OptionGroup var socket: SocketOption
  @OptionGroup var output: OutputOption

  func request() -> ControlRequest { rest == .begin ? .restBegin : .restEnd }
}

/// `walktest stage`: a stage's speed and grade are set.
struct StageCommand: WalkSaying {
  static let configuration = CommandConfiguration(
    commandName: "stage", abstract: "Confirm that a stage of the protocol is set.",
    discussion: """
      EXAMPLES
        walktest stage 2
      """)
  @Argument(help: "The stage's number, 1 and up.") var number: Int
  @OptionGroup var person: PersonOption
  @OptionGroup var socket: SocketOption
  @OptionGroup var output: OutputOption

  func validate() throws {
    guard (1...1_000).contains(number) else { throw ValidationError("A stage is 1 to 1000.") }
  }

  func request() -> ControlRequest { .stage(number) }

  func truth(_ status: WalkStatus) -> String { "stage \(number) is set; \(status.headline)" }
}
