/// How much a terminal shows.
public struct ScreenSize: Hashable, Sendable {
  /// Lines.
  public var rows: Int
  /// Columns.
  public var columns: Int

  /// A size; what no terminal has is brought to what one can have.
  public init(rows: Int, columns: Int) {
    self.rows = min(max(1, rows), 500)
    self.columns = min(max(1, columns), 1_000)
  }
}
