/// Where something stands in a text; both count from 1, columns in Unicode scalars.
public struct TextPlace: Hashable, Sendable, Comparable {
  /// The line.
  public var line: Int
  /// The column in it.
  public var column: Int

  /// A place.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// Which of two places comes first.
  public static func < (one: TextPlace, other: TextPlace) -> Bool {
    (one.line, one.column) < (other.line, other.column)
  }
}
