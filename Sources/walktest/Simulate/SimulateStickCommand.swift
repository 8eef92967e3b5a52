import ArgumentParser
import DeviceBench
import DeviceSimulator
import Readings
import SessionHost

/// `walktest simulate stick`: an ANT stick with a foot pod on a virtual patient's shoe, and an ANT+
/// treadmill under it if wanted.
struct SimulateStickCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stick", abstract: "An ANT stick with a foot pod on a virtual patient's shoe.",
    discussion: """
      A first-generation stick (ANTUSB1, 0fcf:1004) is a serial device: it speaks ANT frames at \
      115200 baud. Use the public network: the key is eight zeros.

      EXAMPLES
        walktest simulate stick --pty /tmp/stick
        walktest simulate stick --pty /tmp/stick --patient 12 --speed 1.2mph
        walktest simulate stick --treadmill --speed 1.2mph --grade 2.5%
        walktest simulate stick --faults loss=20%,unplug=60+8 --trace
      """)

  @OptionGroup var serving: ServingOptions
  @OptionGroup var walker: WalkerOptions
  @Option(
    help: "A belt's speed, as 1.2mph, 0.5m/s or 2km/h; without it the patient's own pace.")
  var speed: SpeedArgument?
  @Flag(help: "An ANT+ treadmill is on the air too; the patient walks on its belt at --speed.")
  var treadmill = false
  @Option(help: "The treadmill's incline, as 2.5%.") var grade: GradeArgument?
  @Flag(help: "The patient wears no foot pod.") var noPod = false
  @Option(help: FaultList.help(known)) var faults: FaultList?
  @Option(
    help: "Take the pod out of range: seconds from the beginning, plus, for how long; as 60+8.")
  var silence: [Silence] = []

  func validate() throws {
    guard !treadmill || speed != nil else {
      throw ValidationError("Give --speed, the speed of the treadmill's belt.")
    }
    guard treadmill || grade == nil else {
      throw ValidationError("Only a treadmill has a --grade; give --treadmill too.")
    }
  }

  func run() async throws {
    try await answering {
      let begin = BenchClock.now
      let number = UInt16(truncatingIfNeeded: walker.seed) | 1
      let faults = try Self.stickFaults(faults, from: begin)
      let belts = treadmills(number: number, from: begin)
      // On a treadmill the walk is the belt's, from the moment it is switched on.
      let walk: any WalkingSubject =
        belts.first?.belt ?? walker.walker(pace: speed.map { .treadmill($0.speed) } ?? .selfPaced)
      let start = Microseconds.seconds(belts.isEmpty ? walker.walkAfter : 0)
      try walker.writeTruth(of: walk, from: start)
      let pod = SimulatedFootPod(
        identity: FootPodIdentity(deviceNumber: number), subject: walk, firstMessage: begin,
        walkBegins: begin + start,
        conditions: FootPodConditions(silences: silence.map { $0.range(from: begin) }))
      let stick = SimulatedStick(
        seed: walker.seed, pods: noPod ? [] : [pod], treadmills: belts, at: begin, faults: faults)
      try await Serving(serving).serve(stick, title: title(number))
    }
  }

  private func treadmills(
    number: UInt16, from begin: MonotonicInstant
  ) -> [SimulatedAntTreadmill] {
    guard treadmill, let speed else { return [] }
    var belt = SimulatedAntTreadmill(
      seed: walker.seed, identity: AntIdentity(deviceNumber: number), firstMessage: begin)
    if let grade { belt.incline(to: grade.hundredths, from: begin) }
    belt.walk(at: speed.micrometresPerSecond, from: begin + .seconds(walker.walkAfter))
    return [belt]
  }

  private func title(_ number: UInt16) -> String {
    let parts = [
      noPod ? nil : "foot pod \(number)", treadmill ? "treadmill \(number)" : nil,
    ].compactMap(\.self)
    return "ANT stick, patient \(walker.seed), on the air: "
      + (parts.isEmpty ? "nothing" : parts.joined(separator: " and "))
  }

  /// What can go wrong between the air and the host.
  static let known: [FaultName] = [
    .loss, .duplicates, .garbage, .joins, .splits, .skew, .jitter, .unplug,
  ]

  /// `faults` of a stick that is plugged in at `begin`.
  static func stickFaults(
    _ faults: FaultList?, from begin: MonotonicInstant
  ) throws -> SimulatedFaults {
    var all = SimulatedFaults()
    try faults?.apply(to: &all, of: "A stick", known: known) { all, fault in
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
