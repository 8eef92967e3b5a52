/// Bridges a gap that is longer than a foot pod's rolling counters by its page 16, which counts since
/// the battery was changed.
///
/// Page 16 comes up to a second beside page 1, so it only chooses how many rolls of 256 m and 256
/// strides were missed; the advance itself stays that of page 1, exact to 1/16 m and one stride.
public struct SdmBridge: Hashable, Sendable {
  /// What was walked in a break, as page 16 tells.
  public struct Span: Hashable, Sendable {
    /// Distance in 1/16 m.
    public var sixteenths: Int64
    /// Strides.
    public var strides: Int64
  }

  /// How far page 16 may differ from page 1 at the same moment, in 1/16 m (16 m) and strides.
  static let tolerance: Int64 = 256
  static let strideTolerance: Int64 = 16

  private var known: Known?
  private var open: Span?

  private struct Known: Hashable, Sendable {
    var totals: SdmTotalsPage
    var sixteenths: Int64
    var strides: Int64
  }

  /// Whether a page 16 would serve.
  var wantsTotals: Bool { known == nil || open != nil }

  /// The counters broke; they advanced modulo their rolls by `distance` (1/16 m) and `strides`. A
  /// restarted pod, or a second break before page 16 came, cannot be bridged.
  mutating func broke(_ reason: SdmCounters.Break, distance: Int64, strides: Int64) {
    guard case .tooLong = reason, known != nil, open == nil else {
      known = nil
      open = nil
      return
    }
    open = Span(sixteenths: distance, strides: strides)
  }

  /// A page 16 came when the totals stood at `sixteenths` and `strides`. Returns what was walked in
  /// the open break when that is now known.
  mutating func receive(_ totals: SdmTotalsPage, sixteenths: Int64, strides: Int64) -> Span? {
    let span = missing(totals, sixteenths: sixteenths, strides: strides)
    known = Known(
      totals: totals, sixteenths: sixteenths &+ (span?.sixteenths ?? 0),
      strides: strides &+ (span?.strides ?? 0))
    open = nil
    return span
  }

  private func missing(_ totals: SdmTotalsPage, sixteenths: Int64, strides: Int64) -> Span? {
    guard let known, let open else { return nil }
    let walked = Int64(totals.distance &- known.totals.distance) / 16
    let stepped = Int64((totals.strides &- known.totals.strides) & 0xFF_FFFF)
    let estimate = walked &- (sixteenths &- known.sixteenths)
    let strideEstimate = stepped &- (strides &- known.strides)
    guard
      let distance = Self.nearest(estimate, modulo: 4096, to: open.sixteenths, Self.tolerance),
      let steps = Self.nearest(strideEstimate, modulo: 256, to: open.strides, Self.strideTolerance)
    else { return nil }
    return Span(sixteenths: distance, strides: steps)
  }

  /// The number congruent to `rest` modulo `roll` that is nearest to `estimate`; nil when it is
  /// further off than `tolerance` or negative.
  private static func nearest(
    _ estimate: Int64, modulo roll: Int64, to rest: Int64, _ tolerance: Int64
  ) -> Int64? {
    let rolls = max(0, (estimate &- rest &+ roll / 2) / roll)
    let value = rest &+ rolls &* roll
    return abs(value &- estimate) <= tolerance ? value : nil
  }
}
