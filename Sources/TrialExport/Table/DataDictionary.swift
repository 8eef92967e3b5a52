/// What every column of a session table means, written from the same definitions as the table.
public struct DataDictionary: Sendable {
  /// The header of the dictionary's file.
  public static let header = [
    "position", "column", "type", "unit", "allowed_values", "description", "source",
  ]

  private let columns: [ExportColumn]

  /// The dictionary of `table`.
  public init(of table: SessionTable) {
    columns = table.columns
  }

  /// The whole file: RFC 4180, UTF-8, one row per column of the table in the table's order.
  public var csv: [UInt8] {
    var output = Array(CSVText.row(Self.header).utf8)
    for (index, column) in columns.enumerated() {
      let texts = [
        column.name, column.kind.rawValue, column.unit, column.allowed, column.description,
        column.source,
      ]
      let fields = [String(index + 1)] + texts.map { ExportCell.text($0).content }
      output += CSVText.row(fields).utf8
    }
    return output
  }
}
