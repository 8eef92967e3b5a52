import ArgumentParser
import ControlSocket
import StrictJSON
import WalkScreen

/// A command that says one thing to the daemon's walk and prints what is true then.
protocol WalkSaying: AsyncParsableCommand {
  var person: PersonOption { get }
  var socket: SocketOption { get }
  var output: OutputOption { get }
  /// What is said.
  func request() throws -> ControlRequest
  /// What is true when it is done, in one line.
  func truth(_ status: WalkStatus) -> String
}

extension WalkSaying {
  func truth(_ status: WalkStatus) -> String { status.headline }

  func run() async throws {
    try await answering {
      var talk = try DaemonTalk(socket, program: Self.configuration.commandName ?? "")
      try talk.say(try request(), by: person.code)
      let status = try talk.status()
      output.json ? Console.say(["status": status.json]) : Console.say(truth(status))
    }
  }
}
