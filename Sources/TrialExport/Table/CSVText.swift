/// Comma-separated values as RFC 4180 has them: CR LF after every row, the last included, and
/// double quotes around a field that holds a comma, a quote, CR or LF.
enum CSVText {
  /// One row with its line end.
  static func row(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",") + "\r\n"
  }

  private static let special = Array(",\"\r\n".utf8)

  static func quoted(_ field: String) -> String {
    guard field.utf8.contains(where: special.contains) else { return field }
    var output = "\""
    for scalar in field.unicodeScalars {
      if scalar == "\"" { output.unicodeScalars.append("\"") }
      output.unicodeScalars.append(scalar)
    }
    return output + "\""
  }
}
