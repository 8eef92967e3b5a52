import Readings

/// Speed, distance and strides of one walk as a chain of ramps.
struct PaceCourse: Sendable {
  private struct Stretch {
    var begin: Int64
    var position: Int64
    /// Millionths of a stride taken at the beginning.
    var phase: Int64
    var speed: Ramp
    var cadence: Ramp
  }

  private var stretches: [Stretch] = []
  private var end: Int64 = 0
  private var endPosition: Int64 = 0
  private var endPhase: Int64 = 0
  /// The speed in µm/s at the end of the chain so far.
  private(set) var endSpeed: Int64 = 0
  /// Strides per minute at 1.2 m/s, in thousandths.
  private let cadenceAtPace: Int64

  /// A course that begins at rest, of someone who makes `cadenceAtPace` / 1000 strides per minute
  /// at 1.2 m/s.
  init(cadenceAtPace: Int64) { self.cadenceAtPace = cadenceAtPace }

  /// The time in µs at which the chain ends so far.
  var length: Int64 { end }

  /// Changes evenly to `speed` µm/s, not below zero, over `duration` µs; nothing when that is not
  /// above zero.
  mutating func change(to speed: Int64, over duration: Int64) {
    guard duration > 0 else { return }
    let target = max(0, speed)
    let stretch = Stretch(
      begin: end, position: endPosition, phase: endPhase,
      speed: Ramp(initial: endSpeed, final: target, duration: duration),
      cadence: Ramp(initial: cadence(at: endSpeed), final: cadence(at: target), duration: duration))
    stretches.append(stretch)
    end &+= duration
    endPosition &+= stretch.speed.total(at: duration)
    endPhase &+= stretch.cadence.total(at: duration)
    endSpeed = target
  }

  /// Distance in µm at `elapsed` µs.
  func position(at elapsed: Int64) -> Int64 {
    guard elapsed < end else { return endPosition }
    guard let stretch = stretch(at: elapsed) else { return 0 }
    return stretch.position &+ stretch.speed.total(at: elapsed &- stretch.begin)
  }

  /// Speed in µm/s at `elapsed` µs.
  func speed(at elapsed: Int64) -> Int64 {
    guard elapsed < end else { return endSpeed }
    guard let stretch = stretch(at: elapsed) else { return 0 }
    return stretch.speed.rate(at: elapsed &- stretch.begin)
  }

  /// Whole strides at `elapsed` µs.
  func strides(at elapsed: Int64) -> Int64 {
    guard elapsed < end else { return endPhase / 1_000_000 }
    guard let stretch = stretch(at: elapsed) else { return 0 }
    return (stretch.phase &+ stretch.cadence.total(at: elapsed &- stretch.begin)) / 1_000_000
  }

  private func stretch(at elapsed: Int64) -> Stretch? {
    guard elapsed >= 0 else { return nil }
    var low = 0
    var high = stretches.count
    while low < high {
      let middle = (low &+ high) / 2
      if stretches[middle].begin <= elapsed { low = middle &+ 1 } else { high = middle }
    }
    return low > 0 ? stretches[low &- 1] : nil
  }

  /// Millionths of a stride per second at `speed` µm/s. Step length and cadence of walking adults
  /// rise together (constant walk ratio), so each goes with the square root of the speed:
  /// f = f₁.₂ · √(v / 1.2 m/s).
  private func cadence(at speed: Int64) -> Int64 {
    let squared = UInt64(max(0, speed)) &* 1_000_000 / 1_200_000 &* 1_000_000
    return cadenceAtPace &* Int64(squareRoot(squared)) / 60_000
  }
}

/// The whole part of the square root of `square`, by bisection.
func squareRoot(_ square: UInt64) -> UInt64 {
  var low: UInt64 = 0
  var high: UInt64 = 4_294_967_295
  while low < high {
    let middle = low &+ (high &- low &+ 1) / 2
    if middle &* middle <= square { low = middle } else { high = middle &- 1 }
  }
  return low
}
