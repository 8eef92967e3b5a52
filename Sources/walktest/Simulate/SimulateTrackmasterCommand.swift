import ArgumentParser
import DeviceBench
import DeviceProtocols
import DeviceSimulator
import Readings
import SessionHost

/// `walktest simulate trackmaster`: a treadmill of the Trackmaster family.
struct SimulateTrackmasterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trackmaster", abstract: "A treadmill of the Trackmaster family.",
    discussion: """
      The treadmill obeys the commands of whatever host drives it, as the real one does; walktest \
      itself sends none. Nothing on the line tells which variant it is, so choose one.

      EXAMPLES
        walktest simulate trackmaster --variant ge-t2100 --speed 1.2mph
        walktest simulate trackmaster --variant woodway --pty /tmp/belt
        walktest simulate trackmaster --variant axelero --speed 4km/h --faults estop=60+8
      """)

  @OptionGroup var serving: ServingOptions
  @Option(
    help: ArgumentHelp(
      "Which treadmill: \(TrackmasterVariant.all.map(\.id).joined(separator: ", ")).",
      valueName: "variant"),
    transform: { text in
      guard let variant = TrackmasterVariant.named(text) else {
        throw ValidationError("There is no variant `\(text)`; see --help for the list.")
      }
      return variant
    }) var variant: TrackmasterVariant
  @OptionGroup var belt: BeltOptions
  @OptionGroup var patient: PatientOption
  @Flag(help: "Answer requests for the distance; most treadmills answer 0000 for ever.")
  var countsDistance = false
  @Option(help: FaultList.help(known)) var faults: FaultList?

  func run() async throws {
    try await answering {
      let begin = BenchClock.now
      var settings = TrackmasterSettings()
      settings.countsDistance = countsDistance
      var treadmill = SimulatedTrackmaster(
        seed: patient.seed, variant: variant, at: begin, settings: settings,
        faults: try treadmillFaults(from: begin))
      belt.operate(&treadmill.belt, from: begin)
      try await Serving(serving).serve(
        treadmill, title: "\(variant.name), \(variant.baud) baud, \(variant.unit.symbol)")
    }
  }

  private static let known: [FaultName] = [
    .estop, .unplug, .silence, .invalid, .halves, .garbage, .splits,
  ]

  private func treadmillFaults(from begin: MonotonicInstant) throws -> TrackmasterFaults {
    var all = TrackmasterFaults()
    try faults?.apply(to: &all, of: "A treadmill", known: Self.known) { all, fault in
      switch fault.name {
      case .estop: all.powerCuts.append(fault.stretch(from: begin))
      case .unplug:
        all.powerCuts.append(fault.stretch(from: begin))
        all.portGoesWithPower = true
      case .silence: all.silences.append(fault.stretch(from: begin))
      case .invalid: all.invalidSpeeds.append(fault.stretch(from: begin))
      case .halves: all.halfAnswersPerMille = fault.perMille
      case .garbage: all.garbagePerMille = fault.perMille
      case .splits: all.splitsAnswers = true
      default: break
      }
    }
    return all
  }
}
