import ArgumentParser
import Foundation
import SessionHost
import SessionRecord
import SessionStore
import StrictJSON
import TrialExport
import WalkProtocol

/// `walktest export`: tables and reports made from sealed records.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Export sessions as CSV, or one session as a report.",
    discussion: """
      EXAMPLES
        walktest export csv -o walks.csv --dictionary walks-dictionary.csv
        walktest export csv --subject S-012 --mode treadmill-fixed
        walktest export report 5b0a1f6e -o chart.html
      """,
    subcommands: [CSV.self, Report.self])

  struct CSV: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "csv", abstract: "One row a session, units in the column names.",
      discussion: """
        An absent value is an empty cell, never 0. Modes stand in a column of their own and are \
        never to be pooled. The same records give the same bytes.
        """)
    @OptionGroup var store: StoreOption
    @OptionGroup var output: OutputOption
    @Option(name: [.customShort("o"), .long], help: "The file; standard output when not given.")
    var out: String?
    @Option(help: "Write the data dictionary to this file.") var dictionary: String?
    @Flag(help: "Replace a different file of that name.") var replace = false
    @OptionGroup(title: "Filters (each may be given several times)") var filters: Filters

    func run() async throws {
      try await answering {
        let table = try SessionTable(
          of: try Site(store).documents(), filter: try filters.filter,
          questions: QuestionCatalogue.questions)
        if table.versions.isEmpty {
          Console.complain("walktest: no session fits; the table has its header only.")
        }
        if let dictionary {
          try ExportFile.write(DataDictionary(of: table).csv, to: dictionary, replacing: replace)
        }
        guard let out else {
          return Console.say(raw: table.csv)
        }
        let result = try ExportFile.write(table.csv, to: out, replacing: replace)
        let hash = ContentHash(of: table.csv)
        output.json
          ? Console.say([
            "file": .string(out), "rows": .integer(Int64(table.versions.count)),
            "sha256": .string(hash.hex), "changed": .bool(result == .written),
          ])
          : Console.say(
            "\(out): \(table.versions.count) rows, sha256 \(hash)"
              + (result == .unchanged ? ", unchanged" : ""))
      }
    }
  }

  struct Filters: ParsableArguments {
    @Option(help: "A study's code.") var study: [String] = []
    @Option(help: "A site's code.") var site: [String] = []
    @Option(help: "A subject's code.") var subject: [String] = []
    @Option(help: "A visit's code.") var visit: [String] = []
    @Option(help: "A mode, such as treadmill-fixed.") var mode: [String] = []
    @Option(name: .customLong("protocol"), help: "A protocol as id or id@version.")
    var protocols: [String] = []
    @Option(help: "The first day, UTC, such as 2026-11-22.") var from: String?
    @Option(help: "The last day, UTC, included.") var through: String?
    @Flag(help: "Leave out versions that a correction replaced.") var newestOnly = false

    var filter: SessionFilter {
      get throws {
        var filter = SessionFilter()
        filter.studies = Set(study)
        filter.sites = Set(site)
        filter.subjects = Set(subject)
        filter.visits = Set(visit)
        filter.modes = Set(mode)
        filter.protocols = Set(try protocols.map(SessionFilter.ProtocolChoice.init))
        filter.from = try from.map(SessionFilter.Day.init)
        filter.through = try through.map(SessionFilter.Day.init)
        filter.includesSuperseded = !newestOnly
        return filter
      }
    }
  }

  struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "report", abstract: "One session as a page for the chart (HTML, one file).")
    @OptionGroup var store: StoreOption
    @OptionGroup var output: OutputOption
    @Argument(help: "A session's UUID or its beginning.") var session: String
    @Option(name: [.customShort("o"), .long], help: "The file to write.") var out: String
    @Flag(help: "Replace a different file of that name.") var replace = false

    func run() async throws {
      try await answering {
        let site = try Site(store)
        let index = try site.index()
        defer { try? index.close() }
        let summary = try index.session(beginning: session.lowercased())
        guard
          let ended = summary.records.last(where: { $0.kind != .open && $0.kind != .correction })
        else {
          throw Complaint(
            "Session \(session) has no end yet; there is no walk to report.", .noInput)
        }
        let package = try site.archive.package(ended.package)
        let verdict = try site.verifier().verify(package.path)
        try ExportFile.write(
          try site.report(of: package, verdict: verdict), to: out, replacing: replace)
        output.json ? Console.say(["file": .string(out)]) : Console.say(out)
        if !verdict.isGood { throw ExitCode(ExitStatus.finding.rawValue) }
      }
    }
  }
}

extension QuestionCatalogue {
  /// Every question of the catalogue, for the words of the data dictionary.
  static var questions: [Question] { entries.map { $0.question(isRequired: false) } }
}
