import ArgumentParser
import Foundation
import Readings
import SessionHost
import SessionRecord
import WalkProtocol

/// `walktest run`: one walk with the devices of this machine, in the foreground.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run one walking test with the devices of this machine.",
    discussion: """
      Finds the devices, asks what the protocol asks, arms the walk, takes the times from the timer \
      button (or from what is typed), and leaves a signed record. A sensor that is missing is \
      waited for; with --without-sensors the walk goes on after --patience, with a button and a \
      timer alone, and the record says so.

      Questions can be answered beforehand in a file: one JSON object, question id to value, such as \
      {"practice-walk": true, "pain-leg-nrs-before": 3, "walking-aid": "none"}.

      The first Ctrl-C in a walk asks; a second one breaks the walk off and seals it as interrupted. \
      Before START the session is given up and recorded as such.

      EXAMPLES
        walktest run --subject S-001 --visit baseline --operator nurse-1
        walktest run --subject S-001 --visit week-6 --operator nurse-1 --protocol 6mwt
        walktest run --subject S-001 --visit baseline --operator nurse-1 --answers visit.json \\
          --without-sensors no-treadmill-today --end-reason FATIGUE --close
      """)

  @Option(help: "The subject's code, never a name.") var subject: String
  @Option(help: "The visit's code.") var visit: String
  @Option(name: .customLong("operator"), help: "The code of who runs the test.")
  var operatorCode: String
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
      let walk = try RunWalk(self)
      try await walk.run()
    }
  }
}
