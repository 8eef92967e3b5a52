import ArgumentParser
import SessionCapture
import SessionHost
import StrictJSON
import WalkScreen

/// `walktest journal`: what a session has written.
struct JournalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal", abstract: "Show the events of a session's journal.",
    discussion: """
      EXAMPLES
        walktest journal show
        walktest journal show --after 120 --json
        walktest journal show --file /var/lib/walktest/journals/5b0a….journal
      """,
    subcommands: [Show.self])

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Print events, of walktestd's session or of a file.",
      discussion: """
        A file may be unfinished or damaged: its whole entries are shown, and where they end.

        EXAMPLES
          walktest journal show
          walktest journal show --file 5b0a….journal --json
        """)
    @Option(help: "Only events after this sequence number.") var after: UInt32?
    @Option(help: ArgumentHelp("Read this journal file, not walktestd.", valueName: "path"))
    var file: String?
    @OptionGroup var socket: SocketOption
    @Flag(help: "Print each event as one JSON value.") var json = false

    func run() async throws {
      try await answering {
        var printer = EventPrinter(json: json)
        if let file { return try show(file, &printer) }
        var talk = try DaemonTalk(socket, program: "journal show")
        var last = after
        while case let page = try talk.journal(after: last, count: 200), !page.isEmpty {
          for event in page { printer.tell(event) }
          try Console.checkWritten()
          if Console.isCutOff { return }
          // A page that goes back would be asked for without end.
          guard let next = page.last?.sequence, last.map({ next > $0 }) ?? true else { return }
          last = next
        }
      }
    }

    private func show(_ path: String, _ printer: inout EventPrinter) throws {
      let contents = try JournalContents(parsing: try FileBytes.read(path))
      for entry in contents.entries where entry.kind == .event {
        guard after.map({ entry.sequence > $0 }) ?? true else { continue }
        guard let event = SessionEvent(parsing: entry.payload) else {
          throw Complaint(
            "Entry \(entry.sequence) of \(path) is no event; run walktest replay on it.", .data)
        }
        printer.tell(event)
      }
      guard let torn = contents.tornTail else { return }
      Console.complain(
        "walktest: \(path) is torn at byte \(torn.offset) (\(torn.reason.rawValue)); "
          + "\(torn.droppedBytes) bytes after it cannot be read.")
      throw ExitCode(ExitStatus.finding.rawValue)
    }
  }
}

/// Events of a journal as lines: each with its sequence number.
private struct EventPrinter {
  private let json: Bool
  private var words = EventWords()

  init(json: Bool) { self.json = json }

  mutating func tell(_ event: SessionEvent) {
    if json { return Console.say(event.json) }
    let number = String(event.sequence)
    let margin = String(repeating: " ", count: max(0, 7 - number.count))
    Console.say(margin + number + (words.line(event) ?? words.bare(event)))
  }
}
