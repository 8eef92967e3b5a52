/// The usages that are pressed, each with the report that says so; at most 64 at once, held inline.
struct HidPressedSet: Sendable {
  private static let capacity = 64
  private var entries = InlineArray<64, UInt64>(repeating: 0)

  private(set) var count = 0
  /// Whether more were to be put in than it holds.
  private(set) var isOverfull = false

  /// Adds a usage unless it is there; false when it is full.
  mutating func insert(_ usage: HidUsage, in report: UInt8) -> Bool {
    let entry = Self.entry(usage, report)
    guard !contains(entry) else { return true }
    guard count < Self.capacity else {
      isOverfull = true
      return false
    }
    entries[count] = entry
    count &+= 1
    return true
  }

  /// Tells the usages of `report` that are here and not in `other`.
  func eachMissing(from other: HidPressedSet, in report: UInt8, _ body: (HidUsage) -> Void) {
    for index in 0..<count {
      let entry = entries[index]
      guard Self.report(entry) == report, !other.contains(entry) else { continue }
      body(HidUsage(rawValue: UInt32(truncatingIfNeeded: entry)))
    }
  }

  /// Whether `replace` with `other` would leave nothing out.
  func canReplace(_ report: UInt8, with other: HidPressedSet) -> Bool {
    var kept = 0
    for index in 0..<count where Self.report(entries[index]) != report { kept &+= 1 }
    return kept &+ other.count <= Self.capacity
  }

  /// Puts the usages of `report` in `other` in place of those here; what does not fit is left out.
  mutating func replace(_ report: UInt8, with other: HidPressedSet) {
    var kept = 0
    for index in 0..<count where Self.report(entries[index]) != report {
      entries[kept] = entries[index]
      kept &+= 1
    }
    count = kept
    for index in 0..<other.count where count < Self.capacity {
      entries[count] = other.entries[index]
      count &+= 1
    }
  }

  private func contains(_ entry: UInt64) -> Bool {
    for index in 0..<count where entries[index] == entry { return true }
    return false
  }

  private static func entry(_ usage: HidUsage, _ report: UInt8) -> UInt64 {
    UInt64(report) << 32 | UInt64(usage.rawValue)
  }

  private static func report(_ entry: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: entry >> 32) }
}
