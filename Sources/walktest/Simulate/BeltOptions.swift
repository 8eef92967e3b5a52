import ArgumentParser
import DeviceSimulator
import Readings

/// What someone does at a simulated treadmill's own panel.
struct BeltOptions: ParsableArguments {
  @Option(help: "The belt's speed, as 1.2mph, 0.5m/s or 2km/h; without it the belt stands.")
  var speed: SpeedArgument?
  @Option(help: "The incline, as 2.5%.") var grade: GradeArgument?
  @Option(help: ArgumentHelp("Seconds that the belt stands at first.", valueName: "s"))
  var startAfter: Int64 = 0

  func validate() throws {
    guard (0...3_600).contains(startAfter) else {
      throw ValidationError("Give --start-after 0 to 3600 seconds.")
    }
  }

  /// Sets the belt going as the panel would.
  func operate(_ belt: inout SimulatedBelt, from begin: MonotonicInstant) {
    let start = begin + .seconds(startAfter)
    if let speed { belt.run(at: speed.micrometresPerSecond, from: start) }
    if let grade { belt.incline(to: grade.hundredths, from: start) }
  }
}
