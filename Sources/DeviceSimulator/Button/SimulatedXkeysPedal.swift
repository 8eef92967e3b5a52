import DeviceProtocols
public import Readings

/// An X-keys XK-3 foot pedal (facts section 8.2): it stamps each movement with its own milliseconds
/// and delivers it at the next poll of USB, so the stamps are finer than the arrival.
public struct SimulatedXkeysPedal: SimulatedDevice {
  /// Bytes of a report, as recorded from the real device.
  public static let reportSize = 32

  /// Always: it is served for as long as it is wanted.
  public var isAttached: Bool { true }

  private let unit: UInt8
  private let powerUp: MonotonicInstant
  private let pollInterval: Microseconds
  private var schedule = ContactSchedule()
  private var outbox: [(bytes: [UInt8], at: MonotonicInstant)] = []
  private var lastPoll: MonotonicInstant
  private var column: UInt8 = 0

  /// A pedal that nobody steps on yet.
  ///
  /// - Parameters:
  ///   - unit: the number that its owner gave it.
  ///   - powerUp: when its clock began.
  ///   - pollInterval: how often the host asks.
  public init(
    unit: UInt8 = 0, powerUp: MonotonicInstant, pollInterval: Microseconds = .milliseconds(8)
  ) {
    self.unit = unit
    self.powerUp = powerUp
    self.pollInterval = Microseconds(max(1, pollInterval.count))
    lastPoll = powerUp
  }

  /// The left (0), middle (1) or right (2) pedal moves as `edges` say; others are left out.
  public mutating func add(_ edges: [ButtonContactEdge], pedal: Int = 0) {
    guard 0...2 ~= pedal else { return }
    schedule.add(edges, contact: pedal)
  }

  /// Takes an output report. 177 asks for the present state; the others (lights) change nothing here.
  public mutating func receive(hostBytes: [UInt8], at instant: MonotonicInstant) {
    move(until: instant)
    if hostBytes.first == 177 { deliver(at: instant, flags: 0x02) }
  }

  /// The reports of all movements that the host has polled until `instant`.
  public mutating func advance(
    to instant: MonotonicInstant
  ) -> [(bytes: [UInt8], at: MonotonicInstant)] {
    move(until: instant)
    let count = outbox.prefix { $0.at <= instant }.count
    defer { outbox.removeFirst(count) }
    return Array(outbox.prefix(count))
  }

  /// When a report arrives or a pedal moves next.
  public var nextEvent: MonotonicInstant? {
    [outbox.first?.at, schedule.next].compactMap { $0 }.min()
  }

  private mutating func move(until instant: MonotonicInstant) {
    while let edge = schedule.take(until: instant) {
      let bit = UInt8(0x02) << UInt8(edge.contact)
      column = edge.isPress ? column | bit : column & ~bit
      deliver(at: edge.at, flags: 0)
    }
  }

  /// One report leaves at the first poll at or after `instant` that no other report takes.
  private mutating func deliver(at instant: MonotonicInstant, flags: UInt8) {
    let over = (instant - powerUp).count % pollInterval.count
    let poll = over == 0 ? instant : instant + Microseconds(pollInterval.count - over)
    lastPoll = max(poll, lastPoll + pollInterval)
    var bytes = [UInt8](repeating: 0, count: Self.reportSize)
    (bytes[0], bytes[1], bytes[2]) = (unit, flags, column)
    let milliseconds = UInt32(truncatingIfNeeded: (instant - powerUp).count / 1_000)
    for index in 0..<4 {
      bytes[18 + index] = UInt8(truncatingIfNeeded: milliseconds >> UInt32(24 - 8 * index))
    }
    outbox.append((bytes, lastPoll))
  }
}
