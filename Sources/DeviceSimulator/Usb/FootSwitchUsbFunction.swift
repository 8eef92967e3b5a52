public import Readings

/// A PCsensor foot switch (0c45:7403): a low-speed boot keyboard with one key that the pedal presses
/// (HID 1.11, appendix B.1 and F.3).
public struct FootSwitchUsbFunction: UsbFunction {
  /// Its descriptors.
  public let descriptors: UsbDescriptors
  /// The usage (page 07) that the pedal types.
  public let usage: UInt8
  private var button: SimulatedButton
  private var edges: ArraySlice<ButtonContactEdge> = []
  private var isDown = false
  private var reports: ArraySlice<[UInt8]> = []
  private var lastReport: MonotonicInstant
  private var idle: Microseconds = .zero
  private var usesBootProtocol = false

  /// A switch under a foot with `habits`; usage 05 (the letter b) is what such pedals are sold with.
  public init?(
    seed: UInt64, usage: UInt8 = 0x05, habits: ButtonHabits = .foot, at now: MonotonicInstant
  ) {
    guard
      let descriptors = UsbDescriptors(
        device: [
          0x12, 0x01, 0x10, 0x01, 0x00, 0x00, 0x00, 0x08, 0x45, 0x0C, 0x03, 0x74, 0x00, 0x00, 0x01,
          0x02, 0x00, 0x01,
        ],
        configuration: [
          0x09, 0x02, 0x22, 0x00, 0x01, 0x01, 0x00, 0xA0, 0x32,
          0x09, 0x04, 0x00, 0x00, 0x01, 0x03, 0x01, 0x01, 0x00,
          0x09, 0x21, 0x11, 0x01, 0x00, 0x01, 0x22, UInt8(Self.reportDescriptor.count), 0x00,
          0x07, 0x05, 0x81, 0x03, 0x08, 0x00, 0x0A,
        ],
        strings: [1: "RDing", 2: "FootSwitch1F1."], report: Self.reportDescriptor, speed: .low)
    else { return nil }
    self.descriptors = descriptors
    self.usage = usage
    button = SimulatedButton(seed: seed, habits: habits)
    lastReport = now
  }

  // MARK: The foot

  /// A foot steps on the pedal at `instant`.
  public mutating func press(at instant: MonotonicInstant) {
    edges += button.press(at: instant)
  }

  /// A foot stays on the pedal for `duration`.
  public mutating func hold(at instant: MonotonicInstant, for duration: Microseconds) {
    edges += button.hold(at: instant, for: duration)
  }

  // MARK: The device

  /// A pedal pulls itself out never.
  public var isAttached: Bool { true }

  /// Forgets reports that nobody fetched; a foot on the pedal is still there.
  public mutating func powerUp(at instant: MonotonicInstant) {
    advance(to: instant)
    reports = []
    idle = .zero
    usesBootProtocol = false
    lastReport = instant
  }

  /// Lets the foot move.
  public mutating func advance(to instant: MonotonicInstant) {
    while let edge = edges.first, edge.at <= instant {
      edges = edges.dropFirst()
      isDown = edge.isPress
      if reports.count < 64 { reports.append(report) }
    }
  }

  /// When the foot moves next.
  public var nextEvent: MonotonicInstant? { edges.first?.at }

  /// Class requests of HID 1.11, section 7.2.
  public mutating func answer(
    _ setup: UsbSetup, data: [UInt8], at instant: MonotonicInstant
  ) -> [UInt8]? {
    switch (setup.requestType, setup.request) {
    case (0xA1, 0x01): return report
    case (0xA1, 0x02): return [UInt8(truncatingIfNeeded: idle.count / 4_000)]
    case (0xA1, 0x03): return [usesBootProtocol ? 0 : 1]
    case (0x21, 0x09): return []
    case (0x21, 0x0A): idle = .milliseconds(Int64(setup.value >> 8) * 4)
    case (0x21, 0x0B): usesBootProtocol = setup.value == 0
    default: return nil
    }
    return []
  }

  /// The pedal has no endpoint to the device; its lights come by request.
  public mutating func receive(_ bytes: [UInt8], endpoint: UInt8, at instant: MonotonicInstant) {}

  /// A report when the pedal has moved, or when the idle time that the host asked for has passed.
  public mutating func packet(endpoint: UInt8, at instant: MonotonicInstant) -> [UInt8]? {
    if let next = reports.popFirst() {
      lastReport = instant
      return next
    }
    guard let due = nextPacket(endpoint: endpoint), instant >= due else { return nil }
    lastReport = instant
    return report
  }

  /// When the report is due again although nothing moved.
  public func nextPacket(endpoint: UInt8) -> MonotonicInstant? {
    idle == .zero ? nil : lastReport + idle
  }

  private var report: [UInt8] { [0, 0, isDown ? usage : 0, 0, 0, 0, 0, 0] }

  /// Eight modifier bits, a reserved byte, six usages.
  private static let reportDescriptor: [UInt8] = [
    0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0x05, 0x07, 0x19, 0xE0, 0x29, 0xE7, 0x15, 0x00, 0x25, 0x01,
    0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0x95, 0x01, 0x75, 0x08, 0x81, 0x01, 0x95, 0x06, 0x75, 0x08,
    0x15, 0x00, 0x25, 0x65, 0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00, 0xC0,
  ]
}
