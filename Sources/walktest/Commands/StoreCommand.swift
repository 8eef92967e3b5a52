import ArgumentParser
import Foundation
import Readings
import SessionCapture
import SessionHost
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
            "differences": .array(differences.map { .string($0.sentence) }),
            "unsealed_journals": .array(journals.map { .string($0) }),
          ])
        } else {
          Console.say("store    \(site.archive.root)")
          Console.say(
            "records  "
              + counts.map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", "))
          for difference in differences { Console.say("differs  \(difference.sentence)") }
          for journal in journals {
            Console.say(
              "unsealed \(journal): a walk under way, or one cut off, which "
                + "`walktest store recover` seals")
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
            "unreadable": .array(scan.unreadable.map { .string("\($0.fault)") }),
          ])
        } else {
          Console.say("\(scan.records.count) records indexed from \(site.archive.packages)")
          for package in scan.unreadable {
            Console.say("unreadable \(package.fault)")
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
        try site.archive.checkWritable()
        let lock = try ArchiveLock(capturing: site.archive)
        defer { withExtendedLifetime(lock) {} }
        let results = try site.recoverAll()
        if output.json {
          Console.say(["recovered": .array(results.map { .string($0.line) })])
        } else {
          for result in results { Console.say(result.line) }
          if results.isEmpty { Console.say("There is nothing to recover.") }
        }
        if results.contains(where: \.needsPeople) {
          throw ExitCode(ExitStatus.finding.rawValue)
        }
      }
    }
  }
}

extension IndexDifference {
  /// The difference in words, with what to do.
  fileprivate var sentence: String {
    switch self {
    case .notIndexed(let package):
      "\(package) is on disk and not in the index; run `walktest store reindex`."
    case .packageMissing(let package):
      "\(package) is in the index and not on disk; restore it from the backup or the trial database."
    case .recordChanged(let package):
      "\(package) is another record than was indexed; run `walktest verify --all`."
    case .stateDiffers(let package, let indexed, let onDisk):
      "\(package) is \(indexed.rawValue) in the index, the answers on disk say \(onDisk.rawValue); "
        + "run `walktest store reindex`."
    case .unreadable(_, let fault): "\(fault)"
    }
  }
}
