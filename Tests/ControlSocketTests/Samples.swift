import ControlSocket
import DeviceProtocols
import Readings
import SessionCapture
import StrictJSON
import WalkProtocol

/// One of everything that the protocol can say.
enum Samples {
  static let choice = WalkChoice(
    protocolID: "6mwt", subject: "S-001", visit: "V1", trial: 2, operatorCode: "op-7")

  static let requests: [ControlRequest] = [
    .hello(version: ControlProtocol.version, program: "walktest status"), .status,
    .prepare(choice), .answer(question: "pain", .integer(3)),
    .answer(question: "practice-walk", .yesNo(true)),
    .answer(question: "aid", .choice("cane")), .waive(.channel(.speed), reason: "pod-flat"),
    .arm, .start, .mark(.firstSymptoms), .undoMark(.severeSymptoms, reason: .wrongSymptom),
    .restBegin, .restEnd, .stage(3), .emergencyStop, .end(.fatigue),
    .giveEndReason(.clinicianSafety), .recovered, .close, .abandon(reason: "left"), .devices,
    .subscribe, .unsubscribe, .journal(after: nil, count: 1), .journal(after: 41, count: 200),
  ]

  static let bareStatus = WalkStatus(phase: .idle, now: MonotonicInstant(microseconds: 5))

  static var fullStatus: WalkStatus {
    var status = WalkStatus(
      phase: .walking, now: MonotonicInstant(microseconds: 9_000_000),
      walk: OpenWalk(session: "10111213-1415-4617-9819-1a1b1c1d1e1f", choice))
    status.missing = [.button, .channel(.distance)]
    status.waived = [.channel(.speed)]
    status.questions = [
      Question(id: "a", text: "Ok?", answer: .yesNo, isRequired: true),
      Question(
        id: "b", text: "\"Wie viel\" – ü", answer: .integer(-1...10, unit: "mmHg"),
        isRequired: false),
      Question(id: "c", text: "Which?", answer: .choice(["x", "y"]), isRequired: true),
    ]
    status.start = MonotonicInstant(microseconds: 1_000_000)
    status.end = MonotonicInstant(microseconds: 8_000_000)
    status.endReason = .fatigue
    status.marks = [
      MarkEntry(mark: .firstSymptoms, at: MonotonicInstant(microseconds: 2), undone: .becameHold),
      MarkEntry(mark: .severeSymptoms, at: MonotonicInstant(microseconds: 3)),
    ]
    status.isResting = true
    return status
  }

  static let event = SessionEvent(
    sequence: 7, instant: MonotonicInstant(microseconds: 70), kind: .mark,
    members: [("mark", "first-symptoms"), ("at_us", 69)])

  static let device = DeviceLine(
    role: .button, source: DeviceSource(3), state: .failed, driver: DriverID.allCases.first,
    model: "m", serial: "s", advice: "Plug it in.")

  static var values: LiveValues {
    var row = SampleRow()
    row[.speed] = SampleRow.Cell(value: 0, age: Microseconds(12))
    row[.strides] = SampleRow.Cell(value: 40, age: .zero)
    return LiveValues(
      now: MonotonicInstant(microseconds: 1), elapsed: .zero, walked: Micrometres(5), row: row)
  }

  static var results: [ControlResult] {
    [
      .welcome(daemon: "0.1.0", roles: [.staff, .coordinator]), .welcome(daemon: "", roles: []),
      .done, .opened(session: "10111213-1415-4617-9819-1a1b1c1d1e1f"), .status(bareStatus),
      .status(fullStatus), .devices([]),
      .devices([device, DeviceLine(role: .stick, source: DeviceSource(1), state: .searching)]),
      .journal([]), .journal([event, event]),
    ]
  }

  static var events: [ControlEvent] {
    [
      .state(fullStatus), .action(event), .values(values),
      .values(LiveValues(now: MonotonicInstant(microseconds: 1), row: SampleRow())),
      .device(device), .prompt(text: "One minute left.", due: .seconds(300)),
    ]
  }
}
