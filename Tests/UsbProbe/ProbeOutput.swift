import Foundation

/// JSON lines on standard output, one event each; all values are strings.
enum ProbeOutput {
  /// Tells `event` with its `fields`, at once.
  static func tell(_ event: String, _ fields: [String: String] = [:]) {
    let line = fields.merging(["event": event]) { _, event in event }
    guard let data = try? JSONEncoder().encode(line) else { return }
    FileHandle.standardOutput.write(data + Data([0x0A]))
  }
}
