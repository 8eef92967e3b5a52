import ArgumentParser
import DeviceBench
import DeviceSimulator
import Readings
import SessionHost

/// `walktest simulate lifespan`: the base of a LifeSpan treadmill.
struct SimulateLifespanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lifespan", abstract: "The base of a LifeSpan treadmill, Modbus RTU, 4800 baud.",
    discussion: """
      Without --console the host is the Modbus master of slave 1. With it a console asks, and the \
      host hears both, as a tap on the joined lines does.

      EXAMPLES
        walktest simulate lifespan --pty /tmp/base --speed 1.2mph
        walktest simulate lifespan --console --speed 2mph --trace
      """)

  @OptionGroup var serving: ServingOptions
  @Flag(help: "A console is beside it and asks.") var console = false
  @Option(help: "What the step counter shows at first.") var steps: UInt16 = 0
  @OptionGroup var belt: BeltOptions
  @OptionGroup var patient: PatientOption
  @Option(help: FaultList.help(known)) var faults: FaultList?

  func validate() throws {
    guard belt.grade == nil else { throw ValidationError("This treadmill has no incline.") }
  }

  func run() async throws {
    try await answering {
      let begin = BenchClock.now
      var base = SimulatedLifespan(
        seed: patient.seed, at: begin, steps: steps, hasConsole: console,
        faults: try baseFaults(from: begin))
      belt.operate(&base.belt, from: begin)
      try await Serving(serving).serve(
        base, title: "LifeSpan base, \(SimulatedLifespan.baud) baud\(console ? ", tapped" : "")")
    }
  }

  private static let known: [FaultName] = [.estop, .silence, .garbage, .halves, .splits]

  private func baseFaults(from begin: MonotonicInstant) throws -> LifespanFaults {
    var all = LifespanFaults()
    try faults?.apply(to: &all, of: "This treadmill", known: Self.known) { all, fault in
      switch fault.name {
      case .estop: all.powerCuts.append(fault.stretch(from: begin))
      case .silence: all.silences.append(fault.stretch(from: begin))
      case .garbage: all.damagedPerMille = fault.perMille
      case .halves: all.shortenedPerMille = fault.perMille
      case .splits: all.splitsAnswers = true
      default: break
      }
    }
    return all
  }
}
