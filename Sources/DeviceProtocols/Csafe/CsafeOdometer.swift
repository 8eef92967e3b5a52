/// The console's odometer, whose byte order differs from maker to maker: one real console sends it
/// big-endian, while all its other numbers and the peers' readers are little-endian (facts section
/// 4.3). Neither order is believed by itself. When odometer and GetHorizontal have advanced by the
/// same distance in exactly one of the two orders, that order is the console's; until then the
/// odometer tells nothing. It never enters a distance: a technician compares it with the console.
public struct CsafeOdometer: Hashable, Sendable {
  /// In which order its four bytes come.
  public enum ByteOrder: String, Hashable, Sendable {
    case littleEndian = "little-endian"
    case bigEndian = "big-endian"
  }

  /// The order that the console was seen to use; nil while unknown.
  public private(set) var order: ByteOrder?
  private var first: Sample?
  private var last: Sample?

  private struct Sample: Hashable, Sendable {
    var bytes: UInt32
    var unit: CsafeUnit
    var walked: Int64

    func count(_ order: ByteOrder) -> Int64 {
      Int64(order == .littleEndian ? bytes : bytes.byteSwapped)
    }
  }

  /// An odometer of which nothing is known.
  public init() {}

  /// The odometer in µm, once its byte order is known.
  public var micrometres: Int64? {
    guard let order, let last, let unit = last.unit.micrometres else { return nil }
    return last.count(order) &* unit
  }

  /// Takes an answer: `littleEndian` is its first four bytes read little-endian, `walked` the µm
  /// that GetHorizontal has counted by now without a break.
  public mutating func receive(_ littleEndian: UInt32, unit: CsafeUnit, walked: Int64) {
    let sample = Sample(bytes: littleEndian, unit: unit, walked: walked)
    last = sample
    guard let first, first.unit == unit, walked >= first.walked else {
      first = sample
      return
    }
    guard order == nil, let size = unit.micrometres else { return }
    let distance = walked &- first.walked
    // Each of the two counters may stand one step beside the other.
    func agrees(_ order: ByteOrder) -> Bool {
      let advance = (sample.count(order) &- first.count(order)).multipliedReportingOverflow(
        by: size)
      guard !advance.overflow, advance.partialValue > 0 else { return false }
      return abs(advance.partialValue &- distance) <= 2 &* size
    }
    // Less than this could be chance.
    guard distance >= 10 &* size else { return }
    switch (agrees(.littleEndian), agrees(.bigEndian)) {
    case (true, false): order = .littleEndian
    case (false, true): order = .bigEndian
    default: break
    }
  }

  /// GetHorizontal began anew: the next answer is the one to compare with.
  public mutating func restart() { first = nil }
}
