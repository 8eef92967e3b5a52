import ArgumentParser
import SessionHost
import SessionRecord
import SessionStore
import StrictJSON
import WalkProtocol

/// `walktest sessions`: what is on this disk.
struct SessionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions", abstract: "List sessions, show one, follow what happens.",
    discussion: """
      EXAMPLES
        walktest sessions list
        walktest sessions list --subject S-012 --json
        walktest sessions show 5b0a1f6e     the first digits of a session's UUID
        walktest sessions follow            what happens in walktestd, line by line
      """,
    subcommands: [List.self, Show.self, FollowCommand.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List sessions, newest first.")
    @OptionGroup var store: StoreOption
    @OptionGroup var output: OutputOption
    @Option(help: "Only this site.") var site: String?
    @Option(help: "Only this subject.") var subject: String?
    @Option(help: "Only this visit.") var visit: String?

    func run() async throws {
      try await answering {
        let index = try Site(store).index()
        defer { try? index.close() }
        var filter = RecordFilter()
        (filter.site, filter.subject, filter.visit) = (site, subject, visit)
        let sessions = try index.sessions(filter)
        if output.json { return Console.say(.array(sessions.map(\.json))) }
        guard !sessions.isEmpty else { return Console.say("There are no sessions here.") }
        var table = TextTable(header: [
          "SESSION", "SUBJECT", "VISIT", "TRIAL", "PROTOCOL", "OPENED", "STATE", "DELIVERY",
        ])
        for session in sessions {
          table.add([
            String(session.session.prefix(8)), session.newest.subject, session.newest.visit,
            String(session.newest.trial), session.newest.protocolID,
            session.newest.openedAt.description, session.progress.rawValue,
            session.delivery.rawValue,
          ])
        }
        Console.say(table.text)
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show a session's outcome and records.")
    @OptionGroup var store: StoreOption
    @OptionGroup var output: OutputOption
    @Argument(help: "A session's UUID or its beginning.") var session: String

    func run() async throws {
      try await answering {
        let site = try Site(store)
        let index = try site.index()
        defer { try? index.close() }
        let summary = try index.session(beginning: session.lowercased())
        let newest = try site.archive.package(summary.newest.package)
        if output.json {
          var object = summary.json.object ?? JSONObject()
          object["walk"] = newest.record.walk ?? .null
          return Console.say(.object(object))
        }
        try show(summary, newest)
      }
    }

    private func show(_ summary: SessionSummary, _ newest: ArchivedPackage) throws {
      let record = newest.record
      Console.say("session   \(summary.session)")
      Console.say("subject   \(record.subject), visit \(record.visit), trial \(record.trial)")
      Console.say(
        "protocol  \(record.walkProtocol.id) version \(record.walkProtocol.version), "
          + "mode \(record.mode)")
      Console.say(
        "state     \(summary.progress.rawValue), delivery \(summary.delivery.rawValue)")
      var table = TextTable(header: ["RECORD", "KIND", "SHA-256", "DELIVERY"])
      for record in summary.records {
        table.add([
          record.package.description, record.kind.rawValue, String(record.hash.hex.prefix(16)),
          record.state.name.rawValue,
        ])
      }
      Console.say("\n" + table.text)
      guard let walk = record.walk else { return }
      Console.say("\n" + OutcomeTable.text(try WalkSummary(parsing: walk)))
    }
  }
}

extension SessionSummary {
  fileprivate var json: JSONValue {
    [
      "session": .string(session), "subject": .string(newest.subject),
      "visit": .string(newest.visit), "trial": .integer(newest.trial),
      "mode": .string(newest.mode), "protocol": .string(newest.protocolID),
      "opened_at": .string(newest.openedAt.description), "state": .string(progress.rawValue),
      "delivery": .string(delivery.rawValue),
      "records": .array(
        records.map { record in
          [
            "package": .string(record.package.description), "kind": .string(record.kind.rawValue),
            "record_sha256": .string(record.hash.hex),
            "delivery": .string(record.state.name.rawValue),
          ]
        }),
    ]
  }
}
