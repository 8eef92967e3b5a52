import ArgumentParser
import Foundation
import Readings
import SessionCapture
import SessionRecord
import SessionStore
import StrictJSON
import WalkProtocol

/// `walktest store`: the archive's index and what a crash left behind.
struct StoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store",
    abstract: "Check the store, make its index again, seal what a crash left.",
    discussion: """
      EXAMPLES
        walktest store status
        walktest store reindex
        walktest store recover
      """,
    subcommands: [Status.self, Reindex.self, Recover.self])

  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "status", abstract: "Hold the index against the packages on disk.")
    @OptionGroup var store: StoreOption
    @OptionGroup var output: OutputOption

    func run() async throws {
      try await answering {
        let site = try Site(store)
        let index = try site.index()
        defer { try? index.close() }
        var progress = Progress("checking packages")
        let differences = try index.differences { progress.tell($0, of: $1) }
        progress.finish()
        let journals = try site.unsealedJournals()
        let counts = try index.counts().sorted { $0.key.rawValue < $1.key.rawValue }
        if output.json {
          var states = JSONObject()
          for (name, count) in counts { states[name.rawValue] = .integer(Int64(count)) }
          Console.say([
            "store": .string(site.archive.root), "states": .object(states),
            "differences": .array(differences.map { .string("\($0)") }),
            "unsealed_journals": .array(journals.map { .string($0) }),
          ])
        } else {
          Console.say("store    \(site.archive.root)")
          Console.say(
            "records  "
              + counts.map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", "))
          for difference in differences { Console.say("differs  \(difference)") }
          for journal in journals {
            Console.say("unsealed \(journal): run `walktest store recover`")
          }
          if differences.isEmpty { Console.say("index    agrees with the packages on disk") }
        }
        if !differences.isEmpty || !journals.isEmpty {
          throw ExitCode(ExitStatus.finding.rawValue)
        }
      }
    }
  }

  struct Reindex: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reindex", abstract: "Make the index again from the packages alone.")
    @OptionGroup var store: StoreOption
    @OptionGroup var output: OutputOption

    func run() async throws {
      try await answering {
        let site = try Site(store)
        var progress = Progress("reading packages")
        let (index, scan) = try ArchiveIndex.reindex(site.archive) { progress.tell($0, of: $1) }
        progress.finish()
        try index.close()
        if output.json {
          Console.say([
            "indexed": .integer(Int64(scan.records.count)),
            "unreadable": .array(scan.unreadable.map { .string("\($0.package): \($0.fault)") }),
          ])
        } else {
          Console.say("\(scan.records.count) records indexed from \(site.archive.packages)")
          for package in scan.unreadable {
            Console.say("unreadable \(package.package): \(package.fault)")
          }
        }
        if !scan.unreadable.isEmpty { throw ExitCode(ExitStatus.finding.rawValue) }
      }
    }
  }

  struct Recover: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "recover", abstract: "Seal sessions that a crash or a power cut left open.",
      discussion: """
        Each unsealed journal is replayed up to its last whole entry. A walk under way is sealed as \
        interrupted at the last instant that the journal proves; no mark is ever added. A complete \
        walk that was only not sealed yet is sealed as it is.
        """)
    @OptionGroup var store: StoreOption
    @OptionGroup var output: OutputOption

    func run() async throws {
      try await answering {
        let site = try Site(store)
        var results: [JSONValue] = []
        for journal in try site.unsealedJournals() {
          let line = try site.recover(journal)
          results.append(.string(line))
          if !output.json { Console.say(line) }
        }
        if output.json { return Console.say(["recovered": .array(results)]) }
        if results.isEmpty { Console.say("There is nothing to recover.") }
      }
    }
  }
}
