public import DeviceProtocols
public import Readings

/// A treadmill of the Trackmaster family at the end of its serial line, written from its command
/// table (TMX428 service manual, chapter 8; facts section 5.1) and for Woodway from what its hosts
/// send. It obeys commands as the real one does, so that foreign programs can drive it, and keeps a
/// list of them: a host that only watches leaves that list empty.
public struct SimulatedTrackmaster: SimulatedDevice {
  /// A belt started with A0 stops when no byte comes for so long.
  static let disconnectTime = Microseconds.milliseconds(500)
  /// The buffer of a real one: one command and four bytes of data.
  static let bufferSize = 5

  /// Which treadmill it is.
  public let variant: TrackmasterVariant
  /// What moves. Tell it speeds as someone at the treadmill's own panel does.
  public var belt: SimulatedBelt
  /// The command bytes (A0 to AC) that hosts have sent, in order.
  public internal(set) var commands: [UInt8] = []
  /// Bytes lost because the host did not wait for an answer.
  public internal(set) var overruns = 0

  let settings: TrackmasterSettings
  let faults: TrackmasterFaults
  var setTenths: Int64 = 0
  var setElevation: Int64 = 0
  var runsBackwards = false
  var stopsWhenAlone = false
  var echoesData = false
  /// What the counter showed less what the belt had run, in µm.
  var countedBefore: Int64
  private var wire: SerialWire
  private var buffer: [UInt8] = []
  private var busyUntil = MonotonicInstant(microseconds: .min)
  private var muteUntil = MonotonicInstant(microseconds: .min)
  private var lastHeard: MonotonicInstant
  private var hasPower: Bool
  private var powerChanges: ArraySlice<(at: MonotonicInstant, hasPower: Bool)>
  private(set) var now: MonotonicInstant
  private var random: SeededRandom

  /// A treadmill that has been switched on well before `now`.
  public init(
    seed: UInt64, variant: TrackmasterVariant, at now: MonotonicInstant,
    settings: TrackmasterSettings = TrackmasterSettings(),
    faults: TrackmasterFaults = TrackmasterFaults(),
    drive: SimulatedBelt.Drive = SimulatedBelt.Drive()
  ) {
    self.variant = variant
    self.settings = settings
    self.faults = faults
    self.now = now
    lastHeard = now
    belt = SimulatedBelt(seed: seed, at: now, drive: drive)
    countedBefore = settings.firstCount &* (variant.unit.lengthMicrometres / 100)
    wire = SerialWire(baud: variant.baud, cutting: faults.splitsAnswers ? .bytes : .whole)
    random = SeededRandom(seed: seed, stream: 12)
    hasPower = !faults.powerCuts.contains { $0.contains(now) }
    powerChanges =
      faults.powerCuts.filter { !$0.isEmpty }
      .flatMap { [(at: $0.lowerBound, hasPower: false), (at: $0.upperBound, hasPower: true)] }
      .filter { $0.at > now }.sorted { $0.at < $1.at }[...]
  }

  /// Whether the host can see the port, as of the last call.
  public var isAttached: Bool { hasPower || !faults.portGoesWithPower }

  /// Takes bytes that the host writes at `instant`.
  public mutating func receive(hostBytes: [UInt8], at instant: MonotonicInstant) {
    run(until: instant)
    guard isAttached else { return }
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

  private enum Happening { case powerChange, arrival, free, disconnect }

  private var nextHappening: (at: MonotonicInstant, what: Happening)? {
    var next: (at: MonotonicInstant, what: Happening)?
    func consider(_ at: MonotonicInstant?, _ what: Happening) {
      if let at, at < next?.at ?? MonotonicInstant(microseconds: .max) { next = (at, what) }
    }
    consider(powerChanges.first?.at, .powerChange)
    consider(wire.nextArrival, .arrival)
    if stopsWhenAlone { consider(lastHeard + Self.disconnectTime, .disconnect) }
    if !buffer.isEmpty, busyUntil > now { consider(busyUntil, .free) }
    return next
  }

  private mutating func run(until instant: MonotonicInstant) {
    while let next = nextHappening, next.at <= instant {
      now = max(now, next.at)
      switch next.what {
      case .powerChange: changePower()
      case .arrival: if let byte = wire.takeArrival() { hear(byte) }
      case .free: obeyBuffer()
      case .disconnect: stopAlone()
      }
    }
    now = max(now, instant)
  }

  private mutating func changePower() {
    guard let change = powerChanges.popFirst() else { return }
    hasPower = change.hasPower
    buffer = []
    wire.cut(at: now)
    (setTenths, setElevation) = (0, 0)
    (runsBackwards, stopsWhenAlone, echoesData) = (false, false, false)
    if hasPower {
      countedBefore = -belt.distance(at: now).count
      belt.incline(to: 0, from: now)
      muteUntil = now + settings.powerUpTime
      wire.send([UInt8(ascii: "T")], at: now + .milliseconds(100))
    } else {
      belt.cutPower(at: now)
    }
  }

  /// A host that started the belt with A0 has fallen silent.
  private mutating func stopAlone() {
    stopsWhenAlone = false
    belt.stop(from: now)
    belt.incline(to: 0, from: now)
    (setTenths, setElevation) = (0, 0)
    if variant.firstDigit == .direction { wire.send([0xBD], at: now) }
  }

  private mutating func hear(_ byte: UInt8) {
    guard hasPower, now >= muteUntil else { return }
    lastHeard = now
    if faults.hasWrongBaud {
      wire.send(noise(1...3), at: now + .milliseconds(2))
      return
    }
    guard buffer.count < Self.bufferSize else {
      overruns &+= 1
      return
    }
    buffer.append(byte)
    obeyBuffer()
  }

  private mutating func obeyBuffer() {
    while let code = buffer.first, busyUntil <= now {
      let need = variant.dataCount(of: code)
      // A byte above the digits ends a command's data early, which is then out of range.
      let data = buffer.dropFirst().prefix(need).prefix { $0 < 0x80 }
      guard data.count == need || buffer.count > data.count &+ 1 else { return }
      buffer.removeFirst(1 &+ data.count)
      let answer = data.count == need ? self.answer(to: code, Array(data)) : [0xBE]
      say(answer)
    }
  }

  private mutating func say(_ answer: [UInt8]) {
    let begin = now + Microseconds(random.uniform(2_000...5_000))
    busyUntil = begin
    guard !faults.silences.contains(where: { $0.contains(now) }) else { return }
    var bytes = answer
    if random.happens(perMille: faults.halfAnswersPerMille) {
      bytes = Array(bytes.prefix(bytes.count / 2))
    }
    if random.happens(perMille: faults.garbagePerMille) { bytes = noise(1...3) + bytes }
    busyUntil = wire.send(bytes, at: begin)
  }

  private mutating func noise(_ count: ClosedRange<Int64>) -> [UInt8] {
    (0..<random.uniform(count)).map { _ in UInt8(random.uniform(0...255)) }
  }
}
