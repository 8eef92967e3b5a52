import DeviceProtocols
import DeviceSimulator
public import Readings
public import SessionCapture
public import WalkProtocol

/// A clinic on a virtual clock: a patient with a foot pod, an ANT stick, a nurse with a button. The
/// capture session hears real device bytes, button edges and commands, as it would from hardware;
/// nothing is passed around the codec.
public struct VirtualClinic: Sendable {
  /// What an observer is shown after each tick.
  public struct Moment {
    /// The tick's instant.
    public var instant: MonotonicInstant
    /// What the walk machine did since the tick before.
    public var actions: [WalkAction]
  }

  /// How long rows are taken after END.
  private static let samplesAfterEnd = Microseconds.seconds(10)
  /// The longest time that a test takes beside the walk: set-up, pod search, answers, recovery.
  public static let longestBesideWalk = Microseconds.seconds(900)
  /// How long the nurse waits for the pod before going on without it.
  static let patience = Microseconds.seconds(30)

  let definition: ProtocolDefinition
  let settings: VirtualClinicSettings
  let pod = DeviceSource(1)
  let button = DeviceSource(2)
  let patient: VirtualPatient
  var stick: SimulatedStick
  var driver: FootPodDriver
  var staff: VirtualStaff
  var linkState: DeviceChange.State?
  var actions: [WalkAction] = []

  /// A clinic in which one walk by `definition` is about to be prepared.
  public init(definition: ProtocolDefinition, settings: VirtualClinicSettings) {
    self.definition = definition
    self.settings = settings
    patient = VirtualPatient(
      seed: settings.seed, pace: definition.pace, cap: definition.cap,
      allowsRests: definition.rests == .allowed)
    let footPod = SimulatedFootPod(
      identity: FootPodIdentity(deviceNumber: UInt16(truncatingIfNeeded: settings.seed) | 1),
      subject: patient, firstMessage: settings.begins + .milliseconds(137),
      conditions: settings.podConditions)
    stick = SimulatedStick(
      seed: settings.seed, pods: settings.hasFootPod ? [footPod] : [], at: settings.begins,
      faults: settings.faults)
    driver = FootPodDriver(source: pod, plan: .footPod(), key: .publicNetwork)
    staff = VirtualStaff(definition: definition, patient: patient, seed: settings.seed)
  }

  /// The clocks as the virtual machine shows them.
  public func clock(at instant: MonotonicInstant) -> ClockReading {
    let elapsed = (instant - settings.begins).count
    return ClockReading(
      realtimeMilliseconds: settings.wallMilliseconds + elapsed / 1_000,
      boottimeMicroseconds: instant.microseconds, rawMicroseconds: instant.microseconds,
      discipline: .unknown)
  }

  /// Runs the whole test: set-up, checks, walk, answers, close.
  ///
  /// - Parameters:
  ///   - session: opened at `settings.begins`.
  ///   - observe: called after each tick; it may wait (to show the walk at real pace), and what it
  ///     throws ends the run.
  /// - Throws: `JournalFault` when the journal cannot be written, and what `observe` throws.
  public mutating func run(
    _ session: inout CaptureSession, observe: (Moment, CaptureSession) throws -> Void
  ) throws {
    let period = Microseconds(1_000_000 / Int64(definition.sampleRate))
    var now = settings.begins
    var nextClock = now + .seconds(60)
    try open(&session, at: now)
    while !staff.isDone {
      now = now + period
      try hearDevices(&session, upTo: now)
      if samples(session, at: now) { try hear(.sample, &session, at: now) }
      try hearStaff(&session, at: now)
      if now >= nextClock || staff.isDone {
        nextClock = now + .seconds(60)
        try hear(.clock(clock(at: now)), &session, at: now)
      }
      let moment = Moment(instant: now, actions: actions)
      actions = []
      try observe(moment, session)
      if staff.isReadyToClose { try close(&session, at: now) }
    }
    try observe(Moment(instant: now, actions: actions), session)
  }

  /// Rows are taken from arming to a while after END.
  private func samples(_ session: CaptureSession, at now: MonotonicInstant) -> Bool {
    switch session.engine.machine.phase {
    case .armed, .walking: true
    case .ended:
      session.engine.machine.timeline.end.map { now - $0.at <= Self.samplesAfterEnd } ?? false
    default: false
    }
  }

  mutating func hear(
    _ input: SessionInput, _ session: inout CaptureSession, at instant: MonotonicInstant
  ) throws(JournalFault) {
    actions += try session.hear(input, at: instant)
  }

  /// Everything that devices have delivered by `now`, in the order of its stamps.
  private mutating func hearDevices(
    _ session: inout CaptureSession, upTo now: MonotonicInstant
  ) throws(JournalFault) {
    for chunk in stick.advance(to: now) {
      try hearButton(&session, upTo: chunk.at)
      try hearStick(chunk.bytes, &session, at: chunk.at)
    }
    try hearButton(&session, upTo: now)
    try watchStick(&session, at: now)
  }

  private mutating func hearButton(
    _ session: inout CaptureSession, upTo instant: MonotonicInstant
  ) throws(JournalFault) {
    while let edge = staff.nextEdge(upTo: instant) {
      try hear(.edge(source: button, edge.button), &session, at: edge.at)
      if let start = session.engine.machine.timeline.start { begin(walkAt: start) }
    }
  }

  private mutating func begin(walkAt start: MonotonicInstant) {
    guard staff.start == nil else { return }
    staff.walkStarted(at: start)
    for index in stick.pods.indices {
      stick.pods[index].walkBegins = start + patient.firstStep
      for (begin, length) in settings.silencesAfterStart {
        stick.pods[index].fallSilent(during: (start + begin)..<(start + begin + length))
      }
    }
  }

  private mutating func hearStaff(
    _ session: inout CaptureSession, at now: MonotonicInstant
  ) throws(JournalFault) {
    let row = session.engine.row(at: now)
    for command in staff.commands(
      phase: session.engine.machine.phase, timeline: session.engine.machine.timeline,
      present: Channel.allCases.filter { row[$0] != nil }, at: now)
    {
      try hear(.command(command, by: staff.code(for: command)), &session, at: now)
    }
  }
}

extension ProtocolDefinition {
  /// How the virtual patient is paced.
  fileprivate var pace: WalkingPace {
    guard mode == .treadmillFixed, let speed = stages.first?.speed else { return .selfPaced }
    return .treadmill(speed)
  }
}
