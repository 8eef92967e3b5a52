import ArgumentParser
import ControlSocket
import SessionHost
import StrictJSON
import WalkProtocol
import WalkScreen

/// `walktest status`: what the daemon does now.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show what walktestd does now.",
    discussion: """
      EXAMPLES
        walktest status
        walktest status --json
        watch -n 1 walktest status

      EXIT STATUS
        0   a walk is armed or under way, or nothing is missing
        1   something is missing: a gate, an answer, a reason, a device
        69  walktestd is not running or does not answer
        77  your account may not ask
      """)
  @OptionGroup var socket: SocketOption
  @OptionGroup var output: OutputOption

  func run() async throws {
    try await answering {
      var talk = try DaemonTalk(socket, program: "status")
      let status = try talk.status()
      let devices = try talk.devices()
      if output.json {
        Console.say([
          "daemon": .string(talk.daemon),
          "roles": .array(talk.roles.map { .string($0.rawValue) }),
          "status": status.json, "devices": .array(devices.map(\.json)),
        ])
      } else {
        Console.say(Self.lines(status, devices, daemon: talk.daemon).joined(separator: "\n"))
      }
      if Self.isWanting(status, devices) { throw ExitCode(ExitStatus.finding.rawValue) }
    }
  }

  private static func lines(
    _ status: WalkStatus, _ devices: [DeviceLine], daemon: String
  ) -> [String] {
    var lines = [status.headline, "walktestd  \(daemon.plain)"]
    if let choice = status.walk?.choice {
      lines.append("subject    \(status.subject), operator \(choice.operatorCode.plain)")
    }
    for mark in Mark.allCases {
      if let words = status.words(of: mark) { lines.append("mark       " + words) }
    }
    for gate in status.missing { lines.append("missing    " + gate.rawValue) }
    for question in status.questions { lines.append("question   " + question.line) }
    for device in devices { lines.append("device     " + device.words) }
    return lines
  }

  private static func isWanting(_ status: WalkStatus, _ devices: [DeviceLine]) -> Bool {
    switch status.phase {
    case .armed, .walking: false
    case .preparing: !status.missing.isEmpty || !status.requiredQuestions.isEmpty
    case .ended: status.isReasonMissing || !status.requiredQuestions.isEmpty
    case .idle, .closed, .abandoned, .interrupted: devices.contains(where: \.isTrouble)
    }
  }
}

extension Question {
  /// The question with its id and what may be answered.
  var line: String {
    "\(id): \(text) (\(answer.words))".plain + (isRequired ? "" : ", need not be answered")
  }
}
