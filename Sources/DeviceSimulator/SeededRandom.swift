/// A generator whose numbers follow from a seed: SplitMix64 (Steele, Lea, Flood, "Fast Splittable
/// Pseudorandom Number Generators", 2014). The draws below use integers only, so that a seed gives
/// the same simulation on every machine and with every standard library.
struct SeededRandom: Sendable {
  private var state: UInt64

  /// A generator for one part of a simulation. Parts with different `stream` numbers draw
  /// independently: one more draw in one part leaves all others as they were.
  init(seed: UInt64, stream: UInt64) {
    state = seed ^ (stream &* 0xD1B5_4A32_D192_ED03)
    state = next()
  }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A whole number from `range`, all equally likely (up to 2⁻⁴⁰ for the ranges used here).
  mutating func uniform(_ range: ClosedRange<Int64>) -> Int64 {
    let size = UInt64(bitPattern: range.upperBound &- range.lowerBound) &+ 1
    guard size != 0 else { return Int64(bitPattern: next()) }
    return range.lowerBound &+ Int64(bitPattern: next().multipliedFullWidth(by: size).high)
  }

  /// True `perMille` times out of a thousand.
  mutating func happens(perMille: Int64) -> Bool { uniform(0...999) < perMille }

  /// A nearly normal number with `mean` and `deviation`: the sum of twelve uniform draws, which has
  /// variance 1 and no tail beyond six deviations.
  mutating func normal(mean: Int64, deviation: Int64) -> Int64 {
    var sum: Int64 = 0
    for _ in 0..<12 { sum &+= uniform(0...1_000_000) }
    return mean &+ (sum &- 6_000_000) &* deviation / 1_000_000
  }

  /// A number whose distribution has the given quantiles: `points` pair a share in per mille, rising
  /// from 0 to 1000, with the value that this share of the draws does not exceed; straight between.
  mutating func draw(from points: [(share: Int64, value: Int64)]) -> Int64 {
    let share = uniform(0...1000)
    var lower = points.first ?? (0, 0)
    for upper in points.dropFirst() {
      if share <= upper.share, upper.share > lower.share {
        let part = (upper.value &- lower.value) &* (share &- lower.share)
        return lower.value &+ part / (upper.share &- lower.share)
      }
      lower = upper
    }
    return lower.value
  }
}
