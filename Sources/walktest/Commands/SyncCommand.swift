import ArgumentParser
import SessionHost
import SessionRecord
import SiteConfiguration
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
        walktest sync --config /etc/walktest/walktest.toml
        walktest sync --database /srv/trial/trial.sqlite --json
      """)
  @OptionGroup var store: StoreOption
  @OptionGroup var output: OutputOption
  @Option(help: "The embedded trial database's file.") var database: String?
  @Option(
    name: .customLong("config"),
    help: ArgumentHelp(
      "The daemon's configuration, for store and database that no option names.",
      valueName: "file"))
  var configuration: String?
  @Flag(help: "Keep to the waiting times after failures instead of trying at once.")
  var patient = false

  /// The store to deliver from and the database to deliver to; nil for the usual one in the store.
  private func place() throws -> (StoreOption, database: String?) {
    guard let configuration else { return (store, database) }
    do throws(ConfigurationFaults) {
      let settings = try SiteConfiguration(contentsOf: configuration, mustExist: true)
      var store = store
      store.path = store.path ?? settings.storeDirectory
      return (store, database ?? settings.syncDatabase)
    } catch {
      throw Complaint(error.description, .notSetUp)
    }
  }

  func run() async throws {
    try await answering {
      let now = WallTime(milliseconds: try WallClock.now())
      let (store, database) = try place()
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
