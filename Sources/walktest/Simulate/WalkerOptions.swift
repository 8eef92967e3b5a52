import ArgumentParser
import DeviceSimulator
import Foundation
import Readings

/// Who walks on or beside a simulated device.
struct WalkerOptions: ParsableArguments {
  /// The longest walk: that of the longest shipped protocol.
  private static let cap = Microseconds.seconds(900)
  /// How often the truth is written, which is how often a pod takes new values.
  private static let step = Microseconds.milliseconds(250)

  @OptionGroup var patient: PatientOption
  @Option(help: ArgumentHelp("Seconds that the patient stands at first.", valueName: "s"))
  var walkAfter: Int64 = 0
  @Option(
    name: .customLong("truth"),
    help: ArgumentHelp(
      "Write what the patient truly does, as CSV, to judge a host by.", valueName: "file"))
  var truthFile: String?

  func validate() throws {
    guard (0...3_600).contains(walkAfter) else {
      throw ValidationError("Give --walk-after 0 to 3600 seconds.")
    }
  }

  /// What is drawn.
  var seed: UInt64 { patient.seed }

  /// The patient, walking at `pace`.
  func walker(pace: WalkingPace) -> VirtualPatient {
    VirtualPatient(seed: seed, pace: pace, cap: Self.cap, allowsRests: false)
  }

  /// Writes the truth of the whole walk if it is wanted. Times count from when the device is
  /// switched on; the subject's begin with `start`.
  func writeTruth(of subject: any WalkingSubject, from start: Microseconds) throws {
    guard let truthFile else { return }
    var text = "time_us,distance_um,speed_mm_per_s,strides\n"
    var time = Microseconds.zero
    while time <= start + Self.cap + .seconds(60) {
      let elapsed = time - start
      let row =
        elapsed < .zero
        ? [0, 0, 0]
        : [
          subject.position(at: elapsed).count, subject.speed(at: elapsed).count,
          subject.strides(at: elapsed),
        ]
      text += ([time.count] + row).map(String.init).joined(separator: ",") + "\n"
      time = time + Self.step
    }
    try Data(text.utf8).write(to: URL(filePath: truthFile), options: .withoutOverwriting)
  }
}

/// Of what everything random about a simulation is drawn.
struct PatientOption: ParsableArguments {
  @Option(
    name: .customLong("patient"),
    help: ArgumentHelp("The patient; the same seed gives the same walk.", valueName: "seed"))
  var seed: UInt64 = 12
}
