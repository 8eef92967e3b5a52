import DeviceProtocols
public import Readings

/// A LifeSpan treadmill base as a Modbus RTU slave with address 1, written from the log of github
/// blak3r/treadspan (facts section 6): it answers reads and writes of its registers, so that any
/// Modbus master can drive it. With a console beside it the host hears both, as a tap on the joined
/// lines does.
public struct SimulatedLifespan: SimulatedDevice {
  /// Bits per second.
  public static let baud = 4_800
  /// What the speed register holds while the belt stands.
  static let standing: UInt16 = 50

  /// What moves. Tell it speeds as someone at the console does.
  public var belt: SimulatedBelt
  /// Registers that a master has written, in order, with their values.
  public internal(set) var writes: [(register: UInt16, value: UInt16)] = []

  /// Whether a console is beside it, whose writes follow the belt instead of moving it.
  let hasConsole: Bool
  let faults: LifespanFaults
  /// The speed that the next start takes, as the register spells it.
  var setValue = standing
  /// The belt's steps when the counter was 0.
  var stepOrigin: Int64
  var model: UInt16 = 0x2001
  private var wire: SerialWire
  private var buffer: [UInt8] = []
  private var lastArrival = MonotonicInstant(microseconds: .min)
  private var console: LifespanConsole?
  private var hasPower: Bool
  private var powerChanges: ArraySlice<(at: MonotonicInstant, hasPower: Bool)>
  private(set) var now: MonotonicInstant
  private var random: SeededRandom

  /// A base that was switched on before `now`.
  ///
  /// - `steps`: what its counter shows already.
  /// - `hasConsole`: a console asks, and the host hears it; else the host is the master.
  public init(
    seed: UInt64, at now: MonotonicInstant, steps: UInt16 = 0, hasConsole: Bool = false,
    faults: LifespanFaults = LifespanFaults()
  ) {
    self.hasConsole = hasConsole
    self.faults = faults
    self.now = now
    var drive = SimulatedBelt.Drive()
    // The base under a desk: 4 mph at most, 0.2 mph each second.
    (drive.fastest, drive.acceleration) = (1_788_160, 89_408)
    belt = SimulatedBelt(seed: seed, at: now, drive: drive)
    stepOrigin = belt.steps(at: now) &- Int64(steps)
    wire = SerialWire(baud: Self.baud, cutting: faults.splitsAnswers ? .bytes : .whole)
    console = hasConsole ? LifespanConsole(at: now + .milliseconds(50)) : nil
    random = SeededRandom(seed: seed, stream: 13)
    hasPower = !faults.powerCuts.contains { $0.contains(now) }
    powerChanges =
      faults.powerCuts.filter { !$0.isEmpty }
      .flatMap { [(at: $0.lowerBound, hasPower: false), (at: $0.upperBound, hasPower: true)] }
      .filter { $0.at > now }.sorted { $0.at < $1.at }[...]
  }

  /// The port is an adapter of its own and stays.
  public var isAttached: Bool { true }

  /// Takes bytes that the host writes at `instant`.
  public mutating func receive(hostBytes: [UInt8], at instant: MonotonicInstant) {
    run(until: instant)
    wire.write(hostBytes, at: instant)
  }

  /// Lets time pass until `instant`; returns what the host has received since.
  public mutating func advance(
    to instant: MonotonicInstant
  ) -> [(bytes: [UInt8], at: MonotonicInstant)] {
    run(until: instant)
    return wire.collect(upTo: instant)
  }

  /// When `advance` may next have something to do or to return.
  public var nextEvent: MonotonicInstant? {
    [nextHappening?.at, wire.nextDelivery].compactMap(\.self).min()
  }

  // MARK: What happens by itself

  private enum Happening { case powerChange, arrival, consoleAsks }

  private var nextHappening: (at: MonotonicInstant, what: Happening)? {
    var next: (at: MonotonicInstant, what: Happening)?
    func consider(_ at: MonotonicInstant?, _ what: Happening) {
      if let at, at < next?.at ?? MonotonicInstant(microseconds: .max) { next = (at, what) }
    }
    consider(powerChanges.first?.at, .powerChange)
    consider(wire.nextArrival, .arrival)
    consider(console?.next, .consoleAsks)
    return next
  }

  private mutating func run(until instant: MonotonicInstant) {
    while let next = nextHappening, next.at <= instant {
      now = max(now, next.at)
      switch next.what {
      case .powerChange: changePower()
      case .arrival: if let byte = wire.takeArrival() { hear(byte) }
      case .consoleAsks: askAsConsole()
      }
    }
    now = max(now, instant)
  }

  private mutating func changePower() {
    guard let change = powerChanges.popFirst() else { return }
    hasPower = change.hasPower
    buffer = []
    if hasPower {
      stepOrigin = belt.steps(at: now)
      setValue = Self.standing
    } else {
      belt.cutPower(at: now)
    }
  }

  private mutating func askAsConsole() {
    let (belt, value) = (belt, speedValue)
    guard let request = console?.ask(belt: belt, speedValue: value, at: now) else { return }
    let end = say(request, at: now)
    let answer = hasPower ? self.answer(to: request) : nil
    if let answer { say(answer, at: end + .milliseconds(8)) }
  }

  /// A pause longer than 3.5 bytes begins a new frame.
  private mutating func hear(_ byte: UInt8) {
    if now - lastArrival > Microseconds(wire.byteTime.count &* 9 / 2) { buffer = [] }
    lastArrival = now
    buffer.append(byte)
    guard buffer.count == 8, console == nil, hasPower else { return }
    let request = buffer
    buffer = []
    guard !faults.silences.contains(where: { $0.contains(now) }) else { return }
    if let answer = answer(to: request) {
      say(answer, at: now + Microseconds(random.uniform(8_000...20_000)))
    }
  }

  @discardableResult
  private mutating func say(_ frame: [UInt8], at instant: MonotonicInstant) -> MonotonicInstant {
    var bytes = frame
    if random.happens(perMille: faults.damagedPerMille), !bytes.isEmpty {
      let place = Int(random.uniform(0...Int64(bytes.count &- 1)))
      bytes[place] ^= 1 << UInt8(random.uniform(0...7))
    }
    if random.happens(perMille: faults.shortenedPerMille), !bytes.isEmpty {
      bytes.remove(at: Int(random.uniform(0...Int64(bytes.count &- 1))))
    }
    return wire.send(bytes, at: instant)
  }
}
