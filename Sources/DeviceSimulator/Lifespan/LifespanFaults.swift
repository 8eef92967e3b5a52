public import Readings

/// What goes wrong with a simulated LifeSpan base. The default is nothing.
public struct LifespanFaults: Hashable, Sendable {
  /// When the base is switched off; it forgets its steps.
  public var powerCuts: [Range<MonotonicInstant>] = []
  /// When requests are heard and not answered.
  public var silences: [Range<MonotonicInstant>] = []
  /// Frames on the way to the host with one wrong bit, in per mille.
  public var damagedPerMille: Int64 = 0
  /// Frames on the way to the host that lost a byte, in per mille.
  public var shortenedPerMille: Int64 = 0
  /// Every byte reaches the host by itself.
  public var splitsAnswers = false

  /// No faults.
  public init() {}
}
