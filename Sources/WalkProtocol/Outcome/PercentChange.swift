/// The percent change of a group from baseline to follow-up. The two usual formulas differ, so a
/// result always carries the name of its own. Integers only; nothing is imputed and no pair is
/// dropped in silence.
public enum PercentChange: String, Sendable, Hashable, CaseIterable {
  /// The mean of each subject's (follow-up − baseline) ÷ baseline.
  case meanOfIndividualChanges = "mean-of-individual-changes"
  /// (mean follow-up − mean baseline) ÷ mean baseline.
  case changeOfMeans = "change-of-means"

  /// One subject's values in any one unit; nil when missing.
  public typealias Pair = (baseline: Int64?, followUp: Int64?)

  /// A percent change, or why there is none.
  public struct Result: Sendable, Hashable {
    /// The formula.
    public var formula: PercentChange
    /// Thousandths of a percent, halves away from zero; nil when there is no value.
    public var milliPercent: Int64?
    /// Why there is no value.
    public var reason: Absence?
    /// How many pairs were given.
    public var pairs: Int
  }

  /// Why a percent change has no value.
  public enum Absence: String, Error, Sendable, Hashable, CaseIterable {
    /// No pair was given.
    case noPairs = "no-pairs"
    /// A pair has no baseline.
    case missingBaseline = "missing-baseline"
    /// A pair has no follow-up.
    case missingFollowUp = "missing-follow-up"
    /// A baseline, or the sum of them, is 0.
    case zeroBaseline = "zero-baseline"
    /// A value is below 0.
    case negativeValue = "negative-value"
    /// A value or the result does not fit.
    case tooLarge = "too-large"
  }

  /// The mean of the individual changes. Each is taken to 10⁻¹² of a thousandth of a percent,
  /// so the mean is rounded as the exact one unless it lies that close to a half.
  public static func meanOfIndividualChanges(_ pairs: [Pair]) -> Result {
    result(.meanOfIndividualChanges, pairs) { values throws(Absence) in
      var sum: Int128 = 0
      for (baseline, followUp) in values {
        guard baseline > 0 else { throw .zeroBaseline }
        sum += roundedQuotient((followUp - baseline) * milliPercent * grain, baseline)
      }
      return (sum, Int128(values.count) * grain)
    }
  }

  /// The change of the means; exact before rounding.
  public static func changeOfMeans(_ pairs: [Pair]) -> Result {
    result(.changeOfMeans, pairs) { values throws(Absence) in
      let baseline = values.reduce(0) { $0 + $1.baseline }
      guard baseline > 0 else { throw .zeroBaseline }
      let followUp = values.reduce(0) { $0 + $1.followUp }
      return ((followUp - baseline) * milliPercent, baseline)
    }
  }

  /// Thousandths of a percent in one.
  private static let milliPercent: Int128 = 100_000
  /// How finely an individual change is kept.
  private static let grain: Int128 = 1_000_000_000_000
  /// The largest value: above it sums of a million pairs could leave 128 bits.
  private static let largest: Int64 = 10_000_000_000_000

  private static func result(
    _ formula: PercentChange, _ pairs: [Pair],
    _ ratio: ([(baseline: Int128, followUp: Int128)]) throws(Absence) -> (Int128, Int128)
  ) -> Result {
    var result = Result(formula: formula, pairs: pairs.count)
    do throws(Absence) {
      let (numerator, denominator) = try ratio(try checked(pairs))
      guard let value = Int64(exactly: roundedQuotient(numerator, denominator)) else {
        throw .tooLarge
      }
      result.milliPercent = value
    } catch {
      result.reason = error
    }
    return result
  }

  private static func checked(
    _ pairs: [Pair]
  ) throws(Absence) -> [(baseline: Int128, followUp: Int128)] {
    guard !pairs.isEmpty else { throw .noPairs }
    guard pairs.count <= 1_000_000 else { throw .tooLarge }
    var values: [(baseline: Int128, followUp: Int128)] = []
    for pair in pairs {
      guard let baseline = pair.baseline else { throw .missingBaseline }
      guard let followUp = pair.followUp else { throw .missingFollowUp }
      guard baseline >= 0, followUp >= 0 else { throw .negativeValue }
      guard baseline <= largest, followUp <= largest else { throw .tooLarge }
      values.append((Int128(baseline), Int128(followUp)))
    }
    return values
  }

  /// The quotient with halves away from zero; the denominator is above 0.
  private static func roundedQuotient(_ numerator: Int128, _ denominator: Int128) -> Int128 {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    guard remainder.magnitude * 2 >= denominator.magnitude else { return quotient }
    return quotient + (numerator < 0 ? -1 : 1)
  }
}
