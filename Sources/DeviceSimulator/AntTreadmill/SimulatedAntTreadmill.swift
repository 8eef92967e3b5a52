public import Readings

/// An ANT+ treadmill (fitness equipment, device type 17) on the air four times a second (facts
/// section 3): pages 16, 19, 16, 17, repeating; messages 65 and 66 of each cycle are a common page,
/// 80, 81 and 82 in turn, sent twice.
public struct SimulatedAntTreadmill: AntTransmitter {
  /// The ANT+ device type of the profile.
  public static let deviceType: UInt8 = 0x11
  /// The message period in 1/32768 s.
  public static let period: Int64 = 8_192

  /// What it tells of itself.
  public let identity: AntIdentity
  /// What moves.
  public private(set) var belt: SimulatedBelt
  /// How it is made.
  public var settings: AntTreadmillSettings
  private let firstMessage: MonotonicInstant
  private var sent: Int64 = 0
  private var changes: [Change]
  private var requests: [UInt8] = []

  /// A change of state, with the counters as they stood then.
  private struct Change: Sendable {
    var at: MonotonicInstant
    var state: AntTreadmillState
    /// Time in use since the counters were last 0.
    var used: Microseconds
    /// Where the belt was when the counters were last 0.
    var origin: Micrometres
  }

  /// A treadmill that stands ready and sends its first message at `firstMessage`.
  ///
  /// - `counted`: what its distance counter shows at first.
  public init(
    seed: UInt64, identity: AntIdentity, firstMessage: MonotonicInstant,
    counted: Micrometres = .zero, settings: AntTreadmillSettings = AntTreadmillSettings()
  ) {
    self.identity = identity
    self.firstMessage = firstMessage
    self.settings = settings
    belt = SimulatedBelt(seed: seed, at: firstMessage)
    changes = [Change(at: firstMessage, state: .ready, used: .zero, origin: .zero - counted)]
  }

  /// The device type of fitness equipment.
  public var deviceType: UInt8 { Self.deviceType }

  /// When the next message is on the air.
  public var nextTransmission: MonotonicInstant {
    firstMessage + Microseconds(sent &* Self.period &* 1_000_000 / 32_768)
  }

  /// Sends the next message.
  public mutating func transmit() -> AntTransmission {
    let at = nextTransmission
    let page = nextPage(at)
    sent &+= 1
    return AntTransmission(
      at: at, page: page, isAudible: !settings.silences.contains { $0.contains(at) })
  }

  /// Takes an acknowledged message: only a request for a page (70) means anything to it.
  public mutating func receive(page: [UInt8]) {
    guard page.count == 8, page[0] == 0x46, page[7] == 0x01 else { return }
    guard [0x10, 0x11, 0x13, 0x50, 0x51, 0x52].contains(page[6]) else { return }
    requests = Array(repeating: page[6], count: Int(page[5] & 0x7F))
  }

  // MARK: What someone does at its panel; instants must not lie before the last one

  /// Starts, or goes on at another speed, in µm/s.
  public mutating func walk(at speed: Int64, from instant: MonotonicInstant) {
    belt.run(at: speed, from: instant)
    change(to: .inUse, at: instant)
  }

  /// Pauses or finishes: the belt slows down and the counters stand.
  public mutating func finish(at instant: MonotonicInstant) {
    belt.stop(from: instant)
    change(to: .finished, at: instant)
  }

  /// Becomes ready for the next walk: the counters are 0.
  public mutating func makeReady(at instant: MonotonicInstant) {
    belt.stop(from: instant)
    change(to: .ready, at: instant)
  }

  /// Inclines to `grade` in 0.01 %.
  public mutating func incline(to grade: Int64, from instant: MonotonicInstant) {
    belt.incline(to: grade, from: instant)
  }

  private mutating func change(to state: AntTreadmillState, at instant: MonotonicInstant) {
    let before = self.before(instant)
    let isReset = state == .ready
    changes.append(
      Change(
        at: instant, state: state, used: isReset ? .zero : used(before, at: instant),
        origin: isReset ? belt.distance(at: instant) : before.origin))
  }

  private func before(_ instant: MonotonicInstant) -> Change {
    changes.last { $0.at <= instant } ?? changes[0]
  }

  private func used(_ change: Change, at instant: MonotonicInstant) -> Microseconds {
    change.state == .inUse ? change.used + (instant - change.at) : change.used
  }

  private mutating func nextPage(_ at: MonotonicInstant) -> [UInt8] {
    if !requests.isEmpty { return page(requests.removeFirst(), at) }
    let place = sent % 66
    if place >= 64 { return page(0x50 + UInt8(sent / 66 % 3), at) }
    return page([0x10, 0x13, 0x10, 0x11][Int(place % 4)], at)
  }

  private func page(_ number: UInt8, _ at: MonotonicInstant) -> [UInt8] {
    let change = before(at)
    let moment = AntTreadmillMoment(
      state: change.state, used: settings.omitsTime ? .zero : used(change, at: at),
      distance: belt.distance(at: at) - change.origin, speed: belt.steadySpeed(at: at),
      grade: belt.grade(at: at),
      strides: (belt.steps(at: at) &- belt.steps(at: at - .seconds(10))) &* 3)
    switch number {
    case 0x11: return moment.settingsPage
    case 0x13: return moment.treadmillPage
    case 0x50: return identity.manufacturerPage
    case 0x51: return identity.productPage
    case 0x52:
      return batteryPage(
        operatingTime: (at - firstMessage).count, voltage: settings.batteryVoltage)
    default: return moment.generalPage(settings)
    }
  }
}
