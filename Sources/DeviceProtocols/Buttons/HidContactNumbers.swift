/// Which usage is which contact: as configured, or all buttons that the device has in ascending
/// order of page and id, counted from 0.
struct HidContactNumbers: Sendable {
  private let configured: [HidUsage]
  /// Ranges of raw usages in ascending order, none touching another.
  private let ranges: [ClosedRange<UInt32>]

  init(_ fields: [HidButtonField], configured: [HidUsage]) {
    self.configured = configured
    let found = fields.flatMap { $0.usages.compactMap(\.buttons) }
      .sorted { $0.lowerBound < $1.lowerBound }
    var merged: [ClosedRange<UInt32>] = []
    for range in found {
      guard let last = merged.last, range.lowerBound <= last.upperBound else {
        merged.append(range)
        continue
      }
      let upper = max(last.upperBound, range.upperBound)
      merged[merged.count - 1] = last.lowerBound...upper
    }
    ranges = merged
  }

  /// The contact of a usage; nil when it is none.
  func contact(of usage: HidUsage) -> Int? {
    guard configured.isEmpty else { return configured.firstIndex(of: usage) }
    var before = 0
    for range in ranges {
      if range.contains(usage.rawValue) {
        return before &+ Int(usage.rawValue &- range.lowerBound)
      }
      before &+= Int(range.upperBound &- range.lowerBound) &+ 1
    }
    return nil
  }
}
