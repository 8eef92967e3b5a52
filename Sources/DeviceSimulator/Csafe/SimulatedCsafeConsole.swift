public import Readings

/// The console of a treadmill at its CSAFE socket, at the end of a serial line of 9600 baud. It
/// answers questions in the units it is set to, and obeys the commands of other hosts, of which it
/// keeps a list: a host that only watches leaves that list empty (facts sections 4.1 to 4.3).
public struct SimulatedCsafeConsole: SimulatedDevice {
  /// Requests must lie this far apart.
  static let pause = Microseconds.milliseconds(50)

  /// What moves.
  public var belt: SimulatedBelt
  /// The state it is in.
  public internal(set) var state = CsafeState.ready
  /// The ids of all commands that set or start something, in order.
  public internal(set) var commands: [UInt8] = []
  /// The ids of all questions, in order.
  public internal(set) var questions: [UInt8] = []
  /// Frames that came sooner than 50 ms after the answer before.
  public private(set) var hurriedFrames = 0

  let settings: CsafeSettings
  let faults: CsafeFaults
  /// Speed in µm/s that a host has set for the next start.
  var setSpeed: Int64 = 0
  /// What the distance of the use showed when it began.
  var firstHorizontal: Int64
  /// Where the belt was when the present use began, in µm.
  var useBegan: Micrometres
  /// Time in use before the last change of state, and since when it runs; nil while it does not.
  var usedBefore = Microseconds.zero
  var usedSince: MonotonicInstant?
  private var toggle = false
  private var fate: UInt8 = 0
  private var lastAnswer: [UInt8] = []
  private var line = CsafeLine()
  private var wire: SerialWire
  private var silentUntil = MonotonicInstant(microseconds: .min)
  private(set) var now: MonotonicInstant
  private var random: SeededRandom

  /// A console that has been on well before `now`.
  public init(
    seed: UInt64, at now: MonotonicInstant, settings: CsafeSettings = CsafeSettings(),
    faults: CsafeFaults = CsafeFaults(), drive: SimulatedBelt.Drive = SimulatedBelt.Drive()
  ) {
    self.settings = settings
    self.faults = faults
    self.now = now
    belt = SimulatedBelt(seed: seed, at: now, drive: drive)
    useBegan = belt.distance(at: now)
    firstHorizontal = settings.horizontal
    wire = SerialWire(baud: 9_600, cutting: faults.splitsAnswers ? .bytes : .whole)
    random = SeededRandom(seed: seed, stream: 13)
  }

  /// The adapter stays whatever becomes of the console.
  public var isAttached: Bool { true }

  /// Takes bytes that the host writes at `instant`.
  public mutating func receive(hostBytes: [UInt8], at instant: MonotonicInstant) {
    run(until: instant)
    if faults.echoes { wire.send(hostBytes, at: instant) }
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
    [wire.nextArrival, wire.nextDelivery].compactMap(\.self).min()
  }

  private mutating func run(until instant: MonotonicInstant) {
    while let at = wire.nextArrival, at <= instant, let byte = wire.takeArrival() {
      now = max(now, at)
      guard let frame = line.take(byte) else { continue }
      hear(frame)
    }
    now = max(now, instant)
  }

  private mutating func hear(_ contents: [UInt8]?) {
    guard !faults.silences.contains(where: { $0.contains(now) }) else { return }
    if now < silentUntil { hurriedFrames &+= 1 }
    guard let contents else {
      // A damaged frame is not accepted: the toggle stays, and the next status tells of it.
      fate = 2
      return
    }
    if random.happens(perMille: faults.repeatedPerMille), !lastAnswer.isEmpty {
      return say(lastAnswer)
    }
    toggle.toggle()
    let answers = answer(contents)
    if let answers {
      let status = (toggle ? 0x80 : 0) | fate << 4 | shownState
      lastAnswer = [status] + answers
      fate = 0
      say(lastAnswer)
    }
  }

  private var shownState: UInt8 {
    settings.saysOffLine && state == .inUse ? CsafeState.offLine.rawValue : state.rawValue
  }

  private mutating func say(_ contents: [UInt8]) {
    guard !random.happens(perMille: faults.lostPerMille) else { return }
    var frame = CsafeLine.frame(contents, rawChecksum: faults.sendsRawChecksums)
    if random.happens(perMille: faults.damagedPerMille) {
      let place = Int(random.uniform(0...Int64(frame.count - 1)))
      frame[place] ^= UInt8(random.uniform(1...255))
    }
    if random.happens(perMille: faults.garbagePerMille) {
      frame = (0..<random.uniform(1...3)).map { _ in UInt8(random.uniform(0...255)) } + frame
    }
    silentUntil = wire.send(frame, at: now + settings.answerDelay) + Self.pause
  }
}
