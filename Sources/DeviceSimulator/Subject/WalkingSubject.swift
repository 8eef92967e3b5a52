public import Readings

/// Someone who walks: what a foot pod on the shoe, a belt under it or a judge beside it can measure.
/// All three functions take the time since walking began; before that they are zero.
public protocol WalkingSubject: Sendable {
  /// The distance walked; never falls with time.
  func position(at elapsed: Microseconds) -> Micrometres
  /// The speed at the moment.
  func speed(at elapsed: Microseconds) -> MillimetresPerSecond
  /// Whole strides (two footfalls each) taken; never falls with time.
  func strides(at elapsed: Microseconds) -> Int64
}
