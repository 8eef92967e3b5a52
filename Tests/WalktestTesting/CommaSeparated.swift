/// The rows of a small comma-separated file with a header line and quoted fields (RFC 4180, without
/// line breaks inside fields).
public struct CommaSeparated {
  /// The names in the header line.
  public let names: [String]
  /// One dictionary per line, by name.
  public let rows: [[String: String]]

  /// Reads a whole file; a line with fewer fields than names leaves the last names out.
  public init(_ file: [UInt8]) {
    let lines = String(decoding: file, as: UTF8.self)
      .split(whereSeparator: \.isNewline).map { Self.fields(of: $0) }
    names = lines.first ?? []
    rows = lines.dropFirst().map { [names] line in
      Dictionary(zip(names, line)) { first, _ in first }
    }
  }

  private static func fields(of line: Substring) -> [String] {
    var fields = [""]
    var quoted = false
    for character in line {
      switch character {
      case "\"": quoted.toggle()
      case "," where !quoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
}
