import ControlSocket
import DeviceProtocols
import Readings
import SessionCapture
import WalkProtocol
import WalkScreen

/// A screen that has heard a walk, 65 s after START.
enum ScreenSamples {
  /// A moment of the view's clock, in seconds; the daemon's is the same.
  static func at(_ seconds: Int64) -> MonotonicInstant {
    MonotonicInstant(microseconds: seconds * 1_000_000)
  }

  static let choice = WalkChoice(
    protocolID: "deen-1.2mph-15min", subject: "S-001", visit: "V1", trial: 1,
    operatorCode: "nurse-1")

  static func status(_ phase: WalkPhase, at now: Int64 = 165) -> WalkStatus {
    var status = WalkStatus(
      phase: phase, now: at(now),
      walk: phase == .idle
        ? nil : OpenWalk(session: "10111213-1415-4617-9819-1a1b1c1d1e1f", choice))
    if [.walking, .ended].contains(phase) { status.start = at(100) }
    if phase == .ended { status.end = at(160) }
    return status
  }

  static let devices = [
    DeviceLine(
      role: .treadmill, source: DeviceSource(1), state: .streaming, driver: .trackmaster,
      model: "TMX428"),
    DeviceLine(
      role: .stick, source: DeviceSource(2), state: .lost, advice: "Plug the ANT stick in."),
  ]

  static func values(at now: Int64) -> ControlEvent {
    var row = SampleRow()
    row[.speed] = SampleRow.Cell(value: 536, age: .milliseconds(120))
    row[.distance] = SampleRow.Cell(value: 34_840_000, age: .milliseconds(120))
    return .values(LiveValues(now: at(now), elapsed: .seconds(now - 100), row: row))
  }

  /// A screen at 165 s that has heard `status`, the devices and values.
  static func screen(_ status: WalkStatus) -> WalkScreen {
    var screen = WalkScreen()
    screen.connected(daemon: "0.4.0", at: at(164))
    screen.hear(devices, at: at(164))
    screen.hear(status, at: at(165))
    if status.phase == .walking { screen.hear(values(at: 165), at: at(165)) }
    return screen
  }

  static let yesNo = Question(
    id: "practice-walk", text: "Was there a practice walk?", answer: .yesNo, isRequired: true)
}

extension WalkScreen {
  /// The screen as text, blanks at line ends left out.
  func text(_ rows: Int, _ columns: Int, at seconds: Int64 = 165) -> String {
    lines(ScreenSize(rows: rows, columns: columns), at: ScreenSamples.at(seconds)).map { line in
      String(line.text.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }

  mutating func press(_ key: Character, atMilliseconds now: Int64) -> [ScreenStep] {
    press(.character(key), at: MonotonicInstant(microseconds: now * 1_000))
  }
}
