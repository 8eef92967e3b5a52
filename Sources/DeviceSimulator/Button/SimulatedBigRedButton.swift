import DeviceProtocols
public import Readings

/// A Dream Cheeky Big Red Button (facts section 8.2): silent until it is asked, and then it tells
/// its lid and its contact as they are at that moment.
public struct SimulatedBigRedButton: SimulatedDevice {
  /// What it says about its reports: eight bytes each way without an id, on no usage page (recorded
  /// by `fidian/bonkers`, `doc/`).
  public static let reportDescriptor: [UInt8] = [
    0x05, 0x01, 0x09, 0x10, 0xA1, 0x01, 0x05, 0x00, 0x19, 0x10, 0x29, 0x11, 0x15, 0x00, 0x25, 0x0F,
    0x75, 0x08, 0x95, 0x08, 0x91, 0x02, 0x19, 0x10, 0x29, 0x11, 0x15, 0x00, 0x25, 0x0F, 0x75, 0x08,
    0x95, 0x08, 0x81, 0x00, 0xC0,
  ]
  private static let question: [UInt8] = [0x08, 0, 0, 0, 0, 0, 0, 0x02]

  /// Always: it is served for as long as it is wanted.
  public var isAttached: Bool { true }
  /// Whether it answers; a broken one does not.
  public var answers = true

  private let answerTime: Microseconds
  private var contact = ContactSchedule()
  private var lid = ContactSchedule()
  private var isPressed = false
  private var isLidOpen: Bool
  private var outbox: [(bytes: [UInt8], at: MonotonicInstant)] = []

  /// A button that nobody touches yet.
  ///
  /// - Parameters:
  ///   - isLidOpen: whether its lid is open at the beginning.
  ///   - answerTime: from a question to its answer.
  public init(isLidOpen: Bool = true, answerTime: Microseconds = .milliseconds(8)) {
    self.isLidOpen = isLidOpen
    self.answerTime = answerTime
  }

  /// The button is pressed and let go as `edges` say.
  public mutating func add(_ edges: [ButtonContactEdge]) { contact.add(edges, contact: 0) }

  /// The lid is opened (true) or closed at `instant`.
  public mutating func moveLid(open isOpen: Bool, at instant: MonotonicInstant) {
    lid.add([ButtonContactEdge(at: instant, isPress: isOpen)], contact: 0)
  }

  /// Takes an output report; answers the one that asks for the state.
  public mutating func receive(hostBytes: [UInt8], at instant: MonotonicInstant) {
    move(until: instant)
    guard answers, hostBytes == Self.question else { return }
    let state: UInt8 = !isLidOpen ? 0x15 : isPressed ? 0x16 : 0x17
    outbox.append(([state] + [UInt8](repeating: 0, count: 7), instant + answerTime))
  }

  /// The answers that have arrived until `instant`.
  public mutating func advance(
    to instant: MonotonicInstant
  ) -> [(bytes: [UInt8], at: MonotonicInstant)] {
    move(until: instant)
    let count = outbox.prefix { $0.at <= instant }.count
    defer { outbox.removeFirst(count) }
    return Array(outbox.prefix(count))
  }

  /// When an answer arrives next.
  public var nextEvent: MonotonicInstant? { outbox.first?.at }

  private mutating func move(until instant: MonotonicInstant) {
    while let edge = contact.take(until: instant) { isPressed = edge.isPress }
    while let edge = lid.take(until: instant) { isLidOpen = edge.isPress }
  }
}
