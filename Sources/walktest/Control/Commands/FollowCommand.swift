import ArgumentParser
import ControlSocket
import Glibc
import Readings
import SessionCapture
import SessionHost
import WalkProtocol
import WalkScreen

/// `walktest sessions follow`: what happens in the daemon, as it happens.
struct FollowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "follow", abstract: "Print what happens in walktestd, one line an event.",
    discussion: """
      Goes on until Ctrl-C, and connects again when walktestd was restarted. With --json each line \
      is an event of docs/control-protocol.md as it came; without, values are left out.

      EXAMPLES
        walktest sessions follow
        walktest sessions follow --json | jq -c 'select(.event == "action")'
      """)
  @OptionGroup var socket: SocketOption
  @Flag(help: "Print each event as one JSON value.") var json = false

  func run() async throws {
    try await answering {
      // A daemon that is not there at all is told at once; one that goes away later comes back.
      var lines = EventLines(json: json)
      try follow(&lines)
      while true {
        var nobody = pollfd(fd: -1, events: 0, revents: 0)
        poll(&nobody, 1, 1_000)
        do {
          try follow(&lines)
        } catch let complaint as Complaint where complaint.status == .unavailable {
          continue
        }
      }
    }
  }

  /// Returns when the daemon has gone.
  private func follow(_ lines: inout EventLines) throws {
    var talk = try DaemonTalk(socket, program: "sessions follow")
    do {
      try talk.say(.subscribe, by: nil)
      lines.tell(.state(try talk.status()))
      while true {
        try Console.checkWritten()
        if Console.isCutOff { throw ExitCode.success }
        if let event = try talk.event(withinMilliseconds: 60_000) { lines.tell(event) }
      }
    } catch let complaint as Complaint where complaint.status == .unavailable {
      Console.complain("walktest: \(complaint.sentence) Waiting for it.")
    }
  }
}

/// Events as lines.
struct EventLines {
  private let json: Bool
  private var words = EventWords()
  private var headline = ""

  init(json: Bool) { self.json = json }

  mutating func tell(_ event: ControlEvent) {
    if json { return Console.say(event.lineJSON) }
    switch event {
    case .state(let status):
      words.start = status.start
      guard status.headlineOfPhase != headline else { return }
      headline = status.headlineOfPhase
      Console.say("             \(status.headline)")
    case .action(let action):
      if let line = words.line(action) { Console.say(line) }
    case .device(let line): Console.say("             device: \(line.words)")
    case .prompt(let text, let due):
      Console.say("  \(SpanText.thousandths(due))  say: \(text.plain)")
    case .values: break
    }
  }
}

extension WalkStatus {
  /// What makes a status worth a new line: not the time alone.
  fileprivate var headlineOfPhase: String {
    "\(phase) \(walk?.session ?? "") \(missing) \(questions.count) \(isResting) \(endReason?.rawValue ?? "")"
  }
}
