public import WalkProtocol

/// One row per session version, for statistics: RFC 4180, UTF-8, and the same bytes whenever the
/// same records go in, in whatever order.
public struct SessionTable: Sendable {
  /// The columns in order.
  public let columns: [ExportColumn]
  /// The rows in order.
  public let versions: [SessionVersion]

  /// The table of the records that end sessions and correct them; `open` records are passed over.
  ///
  /// - Parameters:
  ///   - documents: verified records in any order; the same record twice counts once.
  ///   - filter: which rows to keep.
  ///   - questions: the questions of the protocols, for the data dictionary's words and values.
  /// - Throws: `ExportFault` as `SessionVersion.all(of:)`.
  public init(
    of documents: [RecordDocument], filter: SessionFilter = SessionFilter(),
    questions: [Question] = []
  ) throws(ExportFault) {
    versions = try SessionVersion.all(of: documents).filter(filter.admits)
    let asked = Set(versions.flatMap { $0.record.walk?.answers.map(\.question) ?? [] })
    let answers = asked.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    columns =
      ExportColumn.fixed
      + answers.map { id in .answer(to: id, asked: questions.first { $0.id == id }) }
  }

  /// The names of the columns.
  public var header: [String] { columns.map(\.name) }

  /// The whole file.
  public var csv: [UInt8] {
    var output = Array(CSVText.row(header).utf8)
    for version in versions {
      output += CSVText.row(columns.map { $0.cell(version).content }).utf8
    }
    return output
  }
}

extension ExportColumn {
  /// The columns that every table has, whatever was asked.
  static let fixed = identity + provenance + outcome + evidence
}
