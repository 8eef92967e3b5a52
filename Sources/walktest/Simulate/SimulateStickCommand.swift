import ArgumentParser
import DeviceBench
import DeviceSimulator
import Readings

/// `walktest simulate stick`: an ANT stick with a foot pod on a virtual patient's shoe.
struct SimulateStickCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stick", abstract: "An ANT stick with a foot pod on a virtual patient's shoe.",
    discussion: """
      A first-generation stick (ANTUSB1, 0fcf:1004) is a serial device: it speaks ANT frames at \
      115200 baud. Use the public network: the key is eight zeros.

      EXAMPLES
        walktest simulate stick --pty /tmp/stick
        walktest simulate stick --pty /tmp/stick --patient 12 --speed 1.2mph
        walktest simulate stick --faults loss=20%,unplug=60+8 --trace
      """)

  @OptionGroup var serving: ServingOptions
  @OptionGroup var walker: WalkerOptions
  @Option(
    help: "A belt's speed, as 1.2mph, 0.5m/s or 2km/h; without it the patient's own pace.")
  var speed: SpeedArgument?
  @Option(help: FaultList.help(known)) var faults: FaultList?
  @Option(
    help: "Take the pod out of range: seconds from the beginning, plus, for how long; as 60+8.")
  var silence: [Silence] = []

  func run() async throws {
    try await answering {
      let begin = BenchClock.now
      let patient = walker.walker(pace: speed.map { .treadmill($0.speed) } ?? .selfPaced)
      try walker.writeTruth(of: patient)
      let number = UInt16(truncatingIfNeeded: walker.seed) | 1
      let pod = SimulatedFootPod(
        identity: FootPodIdentity(deviceNumber: number), subject: patient, firstMessage: begin,
        walkBegins: begin + .seconds(walker.walkAfter),
        conditions: FootPodConditions(silences: silence.map { $0.range(from: begin) }))
      let stick = SimulatedStick(
        seed: walker.seed, pods: [pod], at: begin,
        faults: try Self.faults(faults, from: begin))
      try await Serving(serving).serve(
        stick, title: "ANT stick with foot pod \(number) on patient \(walker.seed)")
    }
  }

  static let known: [FaultName] = [
    .loss, .duplicates, .garbage, .joins, .splits, .skew, .jitter, .unplug,
  ]

  /// The faults of a stick that is switched on at `begin`.
  static func faults(
    _ list: FaultList?, from begin: MonotonicInstant
  ) throws -> SimulatedFaults {
    var all = SimulatedFaults()
    try list?.apply(to: &all, of: "A stick", known: known) { all, fault in
      switch fault.name {
      case .loss: all.lossPerMille = fault.perMille
      case .duplicates: all.duplicatesPerMille = fault.perMille
      case .garbage: all.garbagePerMille = fault.perMille
      case .joins: all.joinsPerMille = fault.perMille
      case .splits: all.splitsChunks = true
      case .skew: all.clockSkew = fault.millionths
      case .jitter: all.deliveryJitter = fault.span
      case .unplug: all.unplugged.append(fault.stretch(from: begin))
      default: break
      }
    }
    return all
  }
}
