import CLinuxIO
import Glibc
import Logging
import SiteConfiguration

/// Writes log messages for journald: a line on standard error with the priority before it, as
/// sd-daemon(3) describes, the metadata as `key=value` after it. A person who starts the daemon by
/// hand sees the same lines without the priority.
struct JournaldLog: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]
  private let hasPriorities: Bool

  /// A log that tells what is at least as urgent as `level`.
  init(level: Logger.Level, hasPriorities: Bool = environmentValue("JOURNAL_STREAM") != nil) {
    logLevel = level
    self.hasPriorities = hasPriorities
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    let members = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    write("\(event.message)\(members)", event.level)
  }

  /// Says why the daemon cannot start.
  func complain(_ sentence: String) { write(sentence, .error) }

  private func write(_ text: String, _ level: Logger.Level) {
    let priority = hasPriorities ? "<\(Self.priority(level))>" : ""
    // One message is one line: what a device or a client said must not begin another.
    let line = String(text.map { $0.isNewline ? " " : $0 })
    Self.write(Array("\(priority)\(line)\n".utf8))
  }

  private static func priority(_ level: Logger.Level) -> Int {
    switch level {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }

  /// One write a line, so that lines of several threads do not mix; a log that cannot be written
  /// does not stop a walk.
  private static func write(_ line: [UInt8]) {
    _ = line.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
