import ArgumentParser
import DeviceBench
import DeviceSimulator
import Readings
import SessionHost

/// `walktest simulate csafe`: a treadmill's console at its CSAFE socket.
struct SimulateCsafeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "csafe", abstract: "A treadmill's console at its CSAFE socket, 9600 baud.",
    discussion: """
      EXAMPLES
        walktest simulate csafe --pty /tmp/console --speed 4km/h
        walktest simulate csafe --faults silence=60+8,garbage=1%
      """)

  @OptionGroup var serving: ServingOptions
  @Option(help: "The belt's speed, as 1.2mph, 0.5m/s or 2km/h; without it the belt stands.")
  var speed: SpeedArgument?
  @Option(help: "The incline, as 2.5%.") var grade: GradeArgument?
  @OptionGroup var patient: PatientOption
  @Option(help: FaultList.help(known)) var faults: FaultList?

  func run() async throws {
    try await answering {
      let begin = BenchClock.now
      var console = SimulatedCsafeConsole(
        seed: patient.seed, at: begin, faults: try consoleFaults(from: begin))
      if let speed { console.walk(at: speed.micrometresPerSecond) }
      if let grade { console.belt.incline(to: grade.hundredths, from: begin) }
      try await Serving(serving).serve(console, title: "CSAFE console, 9600 baud")
    }
  }

  private static let known: [FaultName] = [.loss, .garbage, .silence, .splits]

  private func consoleFaults(from begin: MonotonicInstant) throws -> CsafeFaults {
    var all = CsafeFaults()
    try faults?.apply(to: &all, of: "A console", known: Self.known) { all, fault in
      switch fault.name {
      case .loss: all.lostPerMille = fault.perMille
      case .garbage: all.garbagePerMille = fault.perMille
      case .silence: all.silences.append(fault.stretch(from: begin))
      case .splits: all.splitsAnswers = true
      default: break
      }
    }
    return all
  }
}
