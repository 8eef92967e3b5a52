import ArgumentParser
import SessionHost

/// The command line of walktest. Every subcommand has examples in its `--help`.
@main
struct WalktestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "walktest",
    abstract: "Walking tolerance tests with signed records.",
    discussion: """
      A timed walk becomes a signed record that anyone can check, kept on the site's own disk and \
      sent to the trial database.

      EXAMPLES
        walktest demo                      walk a virtual patient and show everything
        walktest status                    what walktestd does now
        walktest run                       the walk of walktestd on the whole terminal
        walktest sessions list             what is on this disk and what was sent
        walktest verify --all              check every record and the chain they form
        walktest export csv -o walks.csv   one row a session

      EXIT STATUS
        0   done, and everything checked is good
        1   a check found something: a record is refused, a session is missing
        64  the command was called wrongly
        65  a file's content is not what it must be
        66  a file or directory is missing or cannot be read
        69  walktestd is not running or does not answer
        73  something cannot be written: disk full, no rights, already there
        74  the disk or the database failed
        75  walktestd refuses it as the walk stands now
        76  walktest and walktestd do not understand each other
        77  no rights: your account's, or a private key that others may read
        78  the machine is not set up: store, keys, clock or configuration

      FILES
        /etc/walktest/walktest.toml   the configuration (`walktest config show`)
        /run/walktest/control.sock    walktestd's socket (--socket names another)
        /var/lib/walktest             the store (--store or WALKTEST_STORE names another)
      """,
    version: BuildIdentity.text,
    subcommands: [
      DemoCommand.self, RunCommand.self, StatusCommand.self, PrepareCommand.self,
      ArmCommand.self, AnswerCommand.self, WaiveCommand.self, StartCommand.self,
      MarkCommand.self, UndoCommand.self, RestCommand.self, StageCommand.self,
      StopCommand.self, EmergencyStopCommand.self, ReasonCommand.self, RecoveredCommand.self,
      CloseCommand.self, AbandonCommand.self, JournalCommand.self, ReplayCommand.self,
      SessionsCommand.self, VerifyCommand.self, ExportCommand.self, SyncCommand.self,
      StoreCommand.self, KeysCommand.self, ProtocolsCommand.self, DevicesCommand.self,
      DoctorCommand.self, ConfigCommand.self, UdevRulesCommand.self, SimulateCommand.self,
    ])
}
