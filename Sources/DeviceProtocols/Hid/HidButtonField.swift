/// A part of an input report that tells of buttons (HID 1.11 section 6.2.2.5).
public struct HidButtonField: Hashable, Sendable {
  /// What its cells hold.
  public enum Form: Hashable, Sendable {
    /// One bit per usage, set while it is pressed.
    case bits
    /// Each cell holds the usage of something pressed, as an index counted from `minimum`, or
    /// something outside the range.
    case array(minimum: Int32, maximum: Int64)
  }

  /// The report it is in; 0 when reports have no ids.
  public let reportID: UInt8
  /// Where it begins: bits after the id byte, or after the beginning when there is none.
  public let bitOffset: Int
  /// How wide a cell is, in bits: 1 for `bits`, 1 to 32 for an array.
  public let cellBits: Int
  /// How many cells it has.
  public let cellCount: Int
  /// What its cells hold.
  public let form: Form
  /// The usages in the order of bits or indices.
  public let usages: [HidUsageSpan]

  /// Cells of an array that are looked at. Keyboards have six.
  static let mostArrayCells = 64

  /// The usage of an index of an array; nil beyond the last.
  func usage(ofIndex index: Int) -> HidUsage? {
    var left = index
    for span in usages {
      if left < span.count { return span.usage(at: left) }
      left &-= span.count
    }
    return nil
  }

  /// Tells every button that `report` shows as pressed, until `body` returns false. `start` is where
  /// the report's fields begin: 1 with an id byte, else 0.
  func eachPressed(
    in report: Span<UInt8>, from start: Int, _ body: (HidUsage) -> Bool
  ) {
    switch form {
    case .bits: eachSetBit(in: report, from: start, body)
    case .array(let minimum, let maximum):
      for cell in 0..<min(cellCount, Self.mostArrayCells) {
        let value = value(ofCell: cell, in: report, from: start, isSigned: minimum < 0)
        guard value >= Int64(minimum), value <= maximum,
          let usage = usage(ofIndex: Int(truncatingIfNeeded: value &- Int64(minimum))),
          usage.isButton
        else { continue }
        guard body(usage) else { return }
      }
    }
  }

  /// Whether it is an array of keys that all say "too many keys" (usage 01 of page 07): the report
  /// then tells nothing about what is pressed.
  func isRollOver(in report: Span<UInt8>, from start: Int) -> Bool {
    guard case .array(let minimum, let maximum) = form, cellCount > 0 else { return false }
    for cell in 0..<min(cellCount, Self.mostArrayCells) {
      let value = value(ofCell: cell, in: report, from: start, isSigned: minimum < 0)
      guard value >= Int64(minimum), value <= maximum,
        usage(ofIndex: Int(truncatingIfNeeded: value &- Int64(minimum)))
          == HidUsage(page: 0x07, id: 0x01)
      else { return false }
    }
    return true
  }

  private func eachSetBit(
    in report: Span<UInt8>, from start: Int, _ body: (HidUsage) -> Bool
  ) {
    var cell = 0
    for (number, span) in usages.enumerated() where cell < cellCount {
      // Bits beyond the usages have the last usage, as in Linux (`hid_add_field`).
      let isLast = number == usages.count - 1
      let end = isLast ? cellCount : min(cellCount, cell &+ span.count)
      if span.buttons != nil {
        for bit in cell..<end where Self.bit(bitOffset &+ bit, of: report, from: start) {
          let usage = span.usage(at: min(bit &- cell, span.count &- 1))
          guard !usage.isButton || body(usage) else { return }
        }
      }
      cell = end
    }
  }

  private func value(
    ofCell cell: Int, in report: Span<UInt8>, from start: Int, isSigned: Bool
  ) -> Int64 {
    var value: Int64 = 0
    let first = bitOffset &+ cell &* cellBits
    for bit in 0..<cellBits where Self.bit(first &+ bit, of: report, from: start) {
      value |= 1 << Int64(bit)
    }
    if isSigned, value >> Int64(cellBits &- 1) & 1 == 1 { value &-= 1 << Int64(cellBits) }
    return value
  }

  /// A bit of the report, counted from its least significant; false beyond the end.
  private static func bit(_ index: Int, of report: Span<UInt8>, from start: Int) -> Bool {
    let byte = start &+ index / 8
    guard byte < report.count else { return false }
    return report[byte] >> UInt8(index % 8) & 1 == 1
  }
}
