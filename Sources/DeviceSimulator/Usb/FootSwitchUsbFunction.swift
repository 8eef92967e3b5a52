public import Readings

/// A PCsensor foot switch (0c45:7403): a low-speed boot keyboard with a key that the pedal presses
/// (HID 1.11, appendix B.1 and F.3).
public struct FootSwitchUsbFunction: UsbFunction {
  /// Reports that wait for a host that does not fetch them.
  private static let longestQueue = 64

  /// Its descriptors.
  public let descriptors: UsbDescriptors
  /// The pedal and its reports.
  public private(set) var pedal: SimulatedFootSwitch
  private var foot: SimulatedButton
  private var reports: ArraySlice<[UInt8]> = []
  private var lastReport: MonotonicInstant
  private var idle: Microseconds = .zero
  private var usesBootProtocol = false

  /// A switch under a foot with `habits`.
  public init?(
    _ pedal: SimulatedFootSwitch = SimulatedFootSwitch(), seed: UInt64,
    habits: ButtonHabits = .foot, at now: MonotonicInstant
  ) {
    let report = SimulatedFootSwitch.reportDescriptor
    guard
      let descriptors = UsbDescriptors(
        device: [
          0x12, 0x01, 0x10, 0x01, 0x00, 0x00, 0x00, 0x08, 0x45, 0x0C, 0x03, 0x74, 0x00, 0x00, 0x01,
          0x02, 0x00, 0x01,
        ],
        configuration: [
          0x09, 0x02, 0x22, 0x00, 0x01, 0x01, 0x00, 0xA0, 0x32,
          0x09, 0x04, 0x00, 0x00, 0x01, 0x03, 0x01, 0x01, 0x00,
          0x09, 0x21, 0x11, 0x01, 0x00, 0x01, 0x22, UInt8(truncatingIfNeeded: report.count), 0x00,
          0x07, 0x05, 0x81, 0x03, 0x08, 0x00, 0x0A,
        ],
        strings: [1: "RDing", 2: "FootSwitch1F1."], report: report, speed: .low)
    else { return nil }
    self.descriptors = descriptors
    self.pedal = pedal
    foot = SimulatedButton(seed: seed, habits: habits)
    lastReport = now
  }

  // MARK: The foot

  /// A foot steps on the pedal at `instant`.
  public mutating func press(at instant: MonotonicInstant) {
    pedal.add(foot.press(at: instant))
  }

  /// A foot stays on the pedal for `duration`.
  public mutating func hold(at instant: MonotonicInstant, for duration: Microseconds) {
    pedal.add(foot.hold(at: instant, for: duration))
  }

  // MARK: The device

  /// A pedal never pulls itself out.
  public var isAttached: Bool { pedal.isAttached }

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
    for report in pedal.advance(to: instant) where reports.count < Self.longestQueue {
      reports.append(report.bytes)
    }
  }

  /// When the foot moves next.
  public var nextEvent: MonotonicInstant? { pedal.nextEvent }

  /// Class requests of HID 1.11, section 7.2.
  public mutating func answer(
    _ setup: UsbSetup, data: [UInt8], at instant: MonotonicInstant
  ) -> [UInt8]? {
    switch (setup.requestType, setup.request) {
    case (0xA1, 0x01): return pedal.report
    case (0xA1, 0x02): return [UInt8(truncatingIfNeeded: idle.count / 4_000)]
    case (0xA1, 0x03): return [usesBootProtocol ? 0 : 1]
    case (0x21, 0x09): pedal.receive(hostBytes: data, at: instant)
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
    return pedal.report
  }

  /// When the report is due again although nothing moved.
  public func nextPacket(endpoint: UInt8) -> MonotonicInstant? {
    idle == .zero ? nil : lastReport + idle
  }
}
