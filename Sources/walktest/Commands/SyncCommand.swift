import ArgumentParser
import SessionHost
import SessionRecord
import StrictJSON
import TrialSync

/// `walktest sync`: delivers sealed records to the trial database.
struct SyncCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Deliver what waits to the trial database.",
    discussion: """
      Sends records in the order of their chain, verifies each receipt before a record counts as \
      acknowledged, and then compares both sides record by record. Nothing is ever deleted here. \
      This version has the embedded trial database only.

      EXAMPLES
        walktest sync
        walktest sync --database /srv/trial/trial.sqlite --json
      """)
  @OptionGroup var store: StoreOption
  @OptionGroup var output: OutputOption
  @Option(help: "The embedded trial database's file.") var database: String?
  @Flag(help: "Keep to the waiting times after failures instead of trying at once.")
  var patient = false

  func run() async throws {
    try await answering {
      let now = WallTime(milliseconds: try WallClock.now())
      let result = try await Delivery(try Site(store), database: database)
        .run(now: now, ignoringWaits: !patient)
      if output.json {
        Console.say(result.json)
      } else {
        for line in result.lines { Console.say(line) }
        let summary = result.summary
        Console.say(
          "\(summary.acknowledged) acknowledged, \(summary.rejected) rejected, "
            + "\(summary.conflicts) in conflict, \(summary.failed) failed, "
            + "\(summary.waiting) waiting")
      }
      if !result.summary.isComplete || !result.reconciliation.agrees {
        throw ExitCode(ExitStatus.finding.rawValue)
      }
    }
  }
}
