public import Readings

/// The belt and the incline of a treadmill: what moves, whatever its console speaks. It is told
/// speeds, reaches them by ramps, slips a little at each footfall and knows how far it has run.
///
/// All times are instants, and later ones may be told before: a course of speeds can be laid out
/// ahead. Speeds are in µm/s, so that every unit of a display is exact enough.
public struct SimulatedBelt: Sendable {
  /// What the belt's motor can do.
  public struct Drive: Hashable, Sendable {
    /// Change of speed on a ramp, µm/s each second. Medical treadmills reach 1.3 m/s in about 3 s.
    public var acceleration: Int64 = 450_000
    /// Slowing when the emergency stop cuts the power, µm/s each second.
    public var braking: Int64 = 1_500_000
    /// The fastest speed, µm/s: 12 mph.
    public var fastest: Int64 = 5_364_480
    /// Change of incline, 0.01 % each second.
    public var inclining: Int64 = 50
    /// How much the belt slows while a foot lands, in per mille of its speed.
    public var slipPerMille: Int64 = 12
    /// The length of a step at any speed, in µm; two steps make a stride.
    public var stepLength: Int64 = 560_000

    /// A usual drive.
    public init() {}
  }

  /// What the motor can do.
  public let drive: Drive
  private let origin: MonotonicInstant
  private var motion: BeltCourse
  private var incline: BeltCourse
  /// Where in a step the belt was at the origin, in µm.
  private let phase: Int64

  /// A belt that stands level since `origin`; `seed` draws where the first foot lands.
  public init(seed: UInt64, at origin: MonotonicInstant, drive: Drive = Drive()) {
    self.drive = drive
    self.origin = origin
    motion = BeltCourse(at: origin)
    incline = BeltCourse(at: origin)
    var random = SeededRandom(seed: seed, stream: 11)
    phase = random.uniform(0...max(0, drive.stepLength &- 1))
  }

  // MARK: What it is told

  /// Goes to `speed` µm/s from `instant` on; at most as fast as the drive can.
  public mutating func run(at speed: Int64, from instant: MonotonicInstant) {
    let speed = min(max(0, speed), drive.fastest)
    motion.change(to: speed, by: drive.acceleration, at: instant)
  }

  /// Slows down to a stand from `instant` on.
  public mutating func stop(from instant: MonotonicInstant) { run(at: 0, from: instant) }

  /// Inclines to `grade` in 0.01 %.
  public mutating func incline(to grade: Int64, from instant: MonotonicInstant) {
    incline.change(to: grade, by: drive.inclining, at: instant)
  }

  /// The emergency stop takes the power: the belt brakes and the incline stays where it is.
  public mutating func cutPower(at instant: MonotonicInstant) {
    motion.change(to: 0, by: drive.braking, at: instant)
    incline.change(to: grade(at: instant), by: .max, at: instant)
  }

  // MARK: What it does

  /// The belt's speed without the slip of footfalls, in µm/s.
  public func steadySpeed(at instant: MonotonicInstant) -> Int64 { motion.rate(at: instant) }

  /// The belt's speed as a sensor sees it, in µm/s: slower while a foot lands, in the first fifth
  /// of each step, and faster by a quarter of that otherwise, so that the mean is the steady speed.
  public func measuredSpeed(at instant: MonotonicInstant) -> Int64 {
    let speed = motion.rate(at: instant)
    let inStep = (motion.position(at: instant) &+ phase) % max(1, drive.stepLength)
    let lands = inStep &* 5 < drive.stepLength
    let slip = lands ? -drive.slipPerMille &* 4 : drive.slipPerMille
    return speed &+ speed &* slip / 4_000
  }

  /// Whether it moves or is about to.
  public func isRunning(at instant: MonotonicInstant) -> Bool {
    motion.target(at: instant) > 0 || motion.rate(at: instant) > 0
  }

  /// The speed it was told to reach, in µm/s.
  public func targetSpeed(at instant: MonotonicInstant) -> Int64 { motion.target(at: instant) }

  /// How far it has run since its origin.
  public func distance(at instant: MonotonicInstant) -> Micrometres {
    Micrometres(motion.position(at: instant))
  }

  /// Its incline in 0.01 %.
  public func grade(at instant: MonotonicInstant) -> Int64 { incline.rate(at: instant) }

  /// Steps (footfalls) of someone who walks on it since its origin.
  public func steps(at instant: MonotonicInstant) -> Int64 {
    (motion.position(at: instant) &+ phase) / max(1, drive.stepLength)
  }
}

/// Whoever walks on the belt goes as it goes; time counts from the belt's origin.
extension SimulatedBelt: WalkingSubject {
  /// The distance walked.
  public func position(at elapsed: Microseconds) -> Micrometres { distance(at: origin + elapsed) }

  /// The speed at the moment.
  public func speed(at elapsed: Microseconds) -> MillimetresPerSecond {
    MillimetresPerSecond(measuredSpeed(at: origin + elapsed) / 1_000)
  }

  /// Whole strides taken.
  public func strides(at elapsed: Microseconds) -> Int64 { steps(at: origin + elapsed) / 2 }
}
