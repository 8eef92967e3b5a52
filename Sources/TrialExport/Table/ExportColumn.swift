/// A column of the session table: its cell and what the data dictionary says of it, in one place
/// so that they cannot part.
public struct ExportColumn: Sendable {
  /// What its cells hold.
  public enum Kind: String, Sendable, CaseIterable {
    /// A code or text.
    case text
    /// A whole number.
    case integer
    /// A number with exactly 3 decimals.
    case decimal
    /// `yes` or `no`.
    case yesNo = "yes-no"
    /// ISO 8601 in UTC with milliseconds and `Z`.
    case datetime
  }

  /// The header: unique, lower case, the unit at its end.
  public var name: String
  /// What its cells hold.
  public var kind: Kind
  /// The unit, empty for none.
  public var unit: String
  /// What it means, and what an empty cell means.
  public var description: String
  /// The values allowed, empty when the kind says it all.
  public var allowed: String
  /// The member of `record.json` it comes from, or how it is derived.
  public var source: String
  let cell: @Sendable (SessionVersion) -> ExportCell

  init(
    _ name: String, _ kind: Kind, unit: String = "", allowed: String = "", _ description: String,
    from source: String, cell: @escaping @Sendable (SessionVersion) -> ExportCell
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.description = description
    self.allowed = allowed
    self.source = source
    self.cell = cell
  }
}
