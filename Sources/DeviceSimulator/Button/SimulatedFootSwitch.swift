import DeviceProtocols
public import Readings

/// A foot switch that looks like a keyboard to its host, as PCsensor's do: one input report of eight
/// bytes whenever a pedal moves (HID 1.11 appendix B.1; facts section 8.1).
public struct SimulatedFootSwitch: SimulatedDevice {
  /// What it says about its reports: the boot keyboard of HID 1.11 appendix E.6, with eight bytes of
  /// input and one byte of output for the lights.
  public static let reportDescriptor: [UInt8] = [
    0x05, 0x01, 0x09, 0x06, 0xA1, 0x01,  // a keyboard
    0x05, 0x07, 0x19, 0xE0, 0x29, 0xE7, 0x15, 0x00, 0x25, 0x01,  // eight modifiers
    0x75, 0x01, 0x95, 0x08, 0x81, 0x02,
    0x95, 0x01, 0x75, 0x08, 0x81, 0x01,  // a byte without meaning
    0x95, 0x05, 0x75, 0x01, 0x05, 0x08, 0x19, 0x01, 0x29, 0x05, 0x91, 0x02,  // five lights
    0x95, 0x01, 0x75, 0x03, 0x91, 0x01,
    0x95, 0x06, 0x75, 0x08, 0x15, 0x00, 0x25, 0x65, 0x05, 0x07, 0x19, 0x00, 0x29, 0x65,
    0x81, 0x00, 0xC0,  // six keys
  ]

  /// The lights as the host set them last.
  public private(set) var lights: UInt8 = 0
  /// Always: it is served for as long as it is wanted.
  public var isAttached: Bool { true }

  private let keys: [UInt8]
  private var schedule = ContactSchedule()
  private var pressed: [UInt8] = []

  /// A foot switch that nobody steps on yet.
  ///
  /// - Parameter keys: the usages of page 07 that its pedals send; `a`, `b` and `c` from the factory.
  public init(keys: [UInt8] = [0x04, 0x05, 0x06]) { self.keys = keys }

  /// A pedal moves as `edges` say; pedals that it does not have are left out.
  public mutating func add(_ edges: [ButtonContactEdge], pedal: Int = 0) {
    guard keys.indices.contains(pedal) else { return }
    schedule.add(edges, contact: pedal)
  }

  /// The report as it stands: what GET_REPORT answers.
  public var report: [UInt8] {
    // More than six keys: the host is told only that (usage 01).
    let cells = pressed.count > 6 ? [UInt8](repeating: 0x01, count: 6) : pressed
    return [0, 0] + cells + [UInt8](repeating: 0, count: 6 - cells.count)
  }

  /// Takes an output report: the lights.
  public mutating func receive(hostBytes: [UInt8], at instant: MonotonicInstant) {
    guard let byte = hostBytes.first, hostBytes.count == 1 else { return }
    lights = byte & 0x1F
  }

  /// The reports of all movements until `instant`.
  public mutating func advance(
    to instant: MonotonicInstant
  ) -> [(bytes: [UInt8], at: MonotonicInstant)] {
    var reports: [(bytes: [UInt8], at: MonotonicInstant)] = []
    while let edge = schedule.take(until: instant) {
      let key = keys[edge.contact]
      pressed.removeAll { $0 == key }
      if edge.isPress { pressed.append(key) }
      reports.append((report, edge.at))
    }
    return reports
  }

  /// When a pedal moves next.
  public var nextEvent: MonotonicInstant? { schedule.next }
}
