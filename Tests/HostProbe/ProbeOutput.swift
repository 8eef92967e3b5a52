import Foundation

/// JSON lines on standard output, one event each; all values are strings.
enum ProbeOutput {
  /// Tells `event` with its `fields`, at once.
  static func tell(_ event: String, _ fields: [String: String] = [:]) {
    let line = fields.merging(["event": event]) { _, event in event }
    guard let data = try? JSONEncoder().encode(line) else { return }
    FileHandle.standardOutput.write(data + Data([0x0A]))
  }

  /// Tells what the process costs.
  static func report() {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
    let cpu = seconds * 1_000_000 + Int(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    tell(
      "report",
      [
        "cpu": "\(cpu)", "descriptors": "\(entries("/proc/self/fd"))",
        "threads": "\(entries("/proc/self/task"))",
      ])
  }

  private static func entries(_ directory: String) -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: directory).count) ?? -1
  }
}
