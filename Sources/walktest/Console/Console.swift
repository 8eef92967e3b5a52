import Foundation
import StrictJSON

/// Standard output and standard error.
enum Console {
  /// Whether a person looks at standard output.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Writes a line to standard output.
  static func say(_ line: String) { write(line + "\n", to: .standardOutput) }

  /// Writes one compact JSON value and a line end to standard output.
  static func say(_ json: JSONValue) { say(json.compactText) }

  /// Writes bytes as they are to standard output.
  static func say(raw bytes: [UInt8]) {
    try? FileHandle.standardOutput.write(contentsOf: Data(bytes))
  }

  /// Writes over the line that the cursor is on; elsewhere than on a terminal, nothing.
  static func redraw(_ line: String) {
    guard isTerminal else { return }
    write("\r\u{1B}[2K" + line, to: .standardOutput)
  }

  /// Writes a line to standard error.
  static func complain(_ line: String) { write(line + "\n", to: .standardError) }

  private static func write(_ text: String, to handle: FileHandle) {
    // A reader that went away, as in `walktest … | head`, is no reason to complain.
    try? handle.write(contentsOf: Data(text.utf8))
  }
}

/// Progress of long work on standard error: nothing for work that takes less than a second, then a
/// line that is drawn over on a terminal, or one every ten seconds elsewhere.
struct Progress {
  private let title: String
  private let began = ContinuousClock.now
  private var shown: ContinuousClock.Instant?
  private let isTerminal = isatty(STDERR_FILENO) == 1

  init(_ title: String) { self.title = title }

  /// Tells that `done` of `total` are done.
  mutating func tell(_ done: Int, of total: Int) {
    let now = ContinuousClock.now
    let pause: Duration = isTerminal ? .milliseconds(200) : .seconds(10)
    guard now - began > .seconds(1), shown.map({ now - $0 > pause }) ?? true else { return }
    shown = now
    let line = "\(title): \(done) of \(total)"
    FileHandle.standardError.write(
      Data((isTerminal ? "\r\u{1B}[2K\(line)" : "\(line)\n").utf8))
  }

  /// Removes the progress line.
  func finish() {
    if shown != nil, isTerminal { FileHandle.standardError.write(Data("\r\u{1B}[2K".utf8)) }
  }
}

/// Rows with columns of equal width.
struct TextTable {
  private var rows: [[String]]

  init(header: [String]) { rows = [header] }

  mutating func add(_ row: [String]) { rows.append(row) }

  /// The table, columns two blanks apart, without blanks at line ends.
  var text: String {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.count)
      }
    }
    let lines = rows.map { row in
      zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
        .joined(separator: "  ").trimmingSuffix(" ")
    }
    return lines.joined(separator: "\n")
  }
}

extension String {
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    String(self[..<(lastIndex { $0 != character }.map { index(after: $0) } ?? startIndex)])
  }
}
