import ArgumentParser
import Foundation
import Readings
import SessionHost
import SessionRecord
import WalkProtocol

/// `walktest run`: a view of the daemon's walk; with `--foreground` one walk with the devices of this
/// machine and no daemon.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Show and run the walk of walktestd, or one without it.",
    discussion: """
      Shows the walk of walktestd on the whole terminal and takes single keys, which it names; on a \
      terminal that cannot be drawn on, line by line. Leaving it (q or Ctrl-C) ends no walk.

      With --foreground there is no daemon: finds the devices, asks what the protocol asks, arms \
      the walk, takes the times from the timer button (or from what is typed), and leaves a signed \
      record. A sensor that is missing is waited for; with --without-sensors the walk goes on after \
      --patience, with a button and a timer alone, and the record says so.

      Questions can be answered beforehand in a file: one JSON object, question id to value, such as \
      {"practice-walk": true, "pain-leg-nrs-before": 3, "walking-aid": "none"}.

      In the foreground the first Ctrl-C in a walk asks; a second one breaks the walk off and seals \
      it as interrupted. Before START the session is given up and recorded as such.

      EXAMPLES
        walktest run
        walktest run --foreground --subject S-001 --visit V1 --operator nurse-1
        walktest run --foreground --subject S-001 --visit V1 --operator nurse-1 \\
          --answers visit.json --without-sensors no-treadmill-today \\
          --end-reason FATIGUE --close
      """)

  @Flag(help: "Run one walk in this process, without walktestd.") var foreground = false
  @OptionGroup var socket: SocketOption
  @OptionGroup var person: PersonOption
  @Option(help: "The subject's code, never a name (with --foreground, as all that follow).")
  var subject = ""
  @Option(help: "The visit's code.") var visit = ""
  @Option(name: .customLong("operator"), help: "The code of who runs the test.")
  var operatorCode = ""
  @Option(help: "Which walk of the visit, 1 and up.") var trial = 1
  @Option(
    name: .customLong("protocol"),
    help: "A shipped protocol's id, or the path of a protocol file.")
  var protocolName = "deen-1.2mph-15min"
  @Option(help: "Answers given beforehand.") var answers: String?
  @Option(
    name: .customLong("without-sensors"),
    help: ArgumentHelp("Go on without missing sensors, for this reason.", valueName: "reason"))
  var waiver: String?
  @Option(help: "How long missing sensors are waited for, in seconds.") var patience = 30
  @Option(
    name: .customLong("end-reason"),
    help: "The reason of a walk that ends without telling one (hold, switch).")
  var endReason: String?
  @Flag(help: "Close and seal as soon as nothing is missing.") var close = false
  @OptionGroup var devices: DeviceOptions
  @OptionGroup var store: StoreOption
  @OptionGroup var output: OutputOption

  func validate() throws {
    guard foreground else {
      guard subject.isEmpty, visit.isEmpty, operatorCode.isEmpty else {
        throw ValidationError(
          "A walk of walktestd is prepared with walktest arm SUBJECT VISIT; --subject, --visit and "
            + "--operator belong to --foreground.")
      }
      return
    }
    guard [subject, visit, operatorCode].allSatisfy(Spelling.isCode) else {
      throw ValidationError(
        "Subject, visit and operator are codes: 1 to 32 letters, digits, dots, hyphens or "
          + "underscores, the first a letter or digit.")
    }
    guard (0...3_600).contains(patience) else {
      throw ValidationError("--patience is 0 to 3600 seconds.")
    }
    guard (1...1_000).contains(trial) else { throw ValidationError("--trial is 1 to 1000.") }
  }

  func run() async throws {
    try await answering {
      guard foreground else { return try await ControlRun(socket: socket, person: person).run() }
      let walk = try RunWalk(self)
      try await walk.run()
    }
  }
}
