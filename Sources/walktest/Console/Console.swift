import Foundation
import Glibc
import SessionHost
import StrictJSON
import Synchronization

/// Standard output and standard error.
enum Console {
  /// Whether a person looks at standard output.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Writes a line to standard output.
  static func say(_ line: String) { write(Data((line + "\n").utf8), to: STDOUT_FILENO) }

  /// Writes one compact JSON value and a line end to standard output.
  static func say(_ json: JSONValue) { say(json.compactText) }

  /// Writes bytes as they are to standard output.
  static func say(raw bytes: [UInt8]) {
    write(Data(bytes), to: STDOUT_FILENO)
  }

  /// Tells whether all that was said has been written.
  ///
  /// - Throws: `Complaint` when standard output failed, as on a full disk: a cut table must not
  ///   pass for a whole one. A reader that went away, as in `walktest … | head`, is no failure.
  static func checkWritten() throws {
    guard let code = failure.withLock({ $0 }), code != EPIPE else { return }
    throw Complaint(
      "The output is cut off: \(String(cString: strerror(code))). "
        + "Make room where it goes, and try again.", .cannotCreate)
  }

  /// True when nobody reads standard output any more.
  static var isCutOff: Bool { failure.withLock { $0 != nil } }

  /// Writes over the line that the cursor is on; elsewhere than on a terminal, nothing.
  static func redraw(_ line: String) {
    guard isTerminal else { return }
    write(Data(("\r\u{1B}[2K" + line).utf8), to: STDOUT_FILENO)
  }

  /// Writes a line to standard error.
  static func complain(_ line: String) { write(Data((line + "\n").utf8), to: STDERR_FILENO) }

  /// Writes text as it is to standard error.
  static func note(_ text: String) { write(Data(text.utf8), to: STDERR_FILENO) }

  /// The first failure of standard output, as `errno`.
  private static let failure = Mutex<Int32?>(nil)

  /// Writes to the end or to the first failure, which is kept: a walk goes on without its screen.
  private static func write(_ bytes: Data, to descriptor: Int32) {
    guard descriptor != STDOUT_FILENO || failure.withLock({ $0 == nil }) else { return }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let code = errno
        if descriptor == STDOUT_FILENO { failure.withLock { $0 = $0 ?? code } }
        return
      }
      rest = rest.dropFirst(count)
    }
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
    Console.note(isTerminal ? "\r\u{1B}[2K\(line)" : "\(line)\n")
  }

  /// Removes the progress line.
  func finish() {
    if shown != nil, isTerminal { Console.note("\r\u{1B}[2K") }
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
