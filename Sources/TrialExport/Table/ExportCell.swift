/// One cell of a table. Absent is an empty cell and never zero.
public enum ExportCell: Hashable, Sendable {
  /// Nothing was recorded.
  case absent
  /// Text from a record; a spreadsheet must not run it.
  case text(String)
  /// A whole number.
  case integer(Int64)
  /// Micro-units (µs) shown as seconds with 3 decimals.
  case seconds(microseconds: Int64)
  /// Milli-units (mm, mm/s) shown with 3 decimals.
  case thousandths(Int64)
  /// `yes` or `no`.
  case yesNo(Bool)

  /// The cell as the file carries it, before quoting.
  ///
  /// Text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, TAB or
  /// CR) gets a leading apostrophe. Numbers are ours and are never changed: a negative one begins
  /// with its minus sign.
  public var content: String {
    switch self {
    case .absent: ""
    case .text(let text): Self.neutralised(text)
    case .integer(let number): String(number)
    case .seconds(let microseconds): FixedDecimal.seconds(microseconds: microseconds)
    case .thousandths(let number): FixedDecimal.thousandths(number)
    case .yesNo(let isYes): isYes ? "yes" : "no"
    }
  }

  private static let dangerousStarts = Array("=+-@\t\r".utf8)

  private static func neutralised(_ text: String) -> String {
    // By bytes: as characters, CR LF is one and not equal to CR.
    guard let first = text.utf8.first, dangerousStarts.contains(first) else { return text }
    return "'" + text
  }

  static func text(orAbsent value: String?) -> ExportCell { value.map { .text($0) } ?? .absent }
  static func integer(orAbsent value: Int64?) -> ExportCell {
    value.map { .integer($0) } ?? .absent
  }
  static func seconds(orAbsent value: Int64?) -> ExportCell {
    value.map { .seconds(microseconds: $0) } ?? .absent
  }
  static func thousandths(orAbsent value: Int64?) -> ExportCell {
    value.map { .thousandths($0) } ?? .absent
  }
}
