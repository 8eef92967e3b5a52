import Foundation
import Testing
import WalktestTesting

/// The evdev port and its driver in a process of their own, on a node that umockdev emulates with
/// the recorded keyboard behind it.
struct EvdevEmulation {
  /// What the probe printed: an edge, a report, or its last line with the counts.
  struct Line: Decodable, Equatable {
    var instant: Int64?
    var contact: Int?
    var press: Bool?
    var report: String?
    var broken: String?
    var repeats: Int?
    var losses: Int?

    private enum CodingKeys: String, CodingKey {
      case instant = "at_us"
      case contact, press, report, broken, repeats, losses
    }
  }

  private static let umockdev = "/usr/bin/umockdev-run"
  /// Whether tests under umockdev shall run: it and the recording are there, or this is continuous
  /// integration, where their absence must fail the tests and not skip them.
  static let shallRun =
    ProcessInfo.processInfo.environment["CI"] == "true"
    || (Captures.shallRun && FileManager.default.isExecutableFile(atPath: umockdev))
  /// The reason a skipped test shows.
  static let absent: Comment = "no emulated input layer: install umockdev, set WALKTEST_CAPTURES"

  /// The probe, which lies beside the test bundle.
  private static let probe = URL(filePath: CommandLine.arguments.first ?? "")
    .deletingLastPathComponent().appending(path: "EvdevProbe").path

  /// Runs the probe until it has told `edges` edges, for 20 seconds at most.
  ///
  /// - Parameters:
  ///   - script: what the node delivers.
  ///   - pressed: the keys that the kernel tells as pressed when it is asked; nil refuses to tell.
  ///   - codes: the key codes that are contacts.
  static func run(
    _ script: UmockdevScript, edges: Int, codes: [UInt16] = [], pressed: [Int]? = nil
  ) async throws -> (lines: [Line], status: Int32) {
    let scratch = try ScratchFolder()
    let captures = Captures.directory.appending(path: "hid")
    let node = "/dev/input/event5"
    var answers = try Captures.bytes("hid/umockdev-usbkbd.evtest.ioctl")
    if let pressed { answers += keyState(pressed) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/timeout")
    process.arguments =
      ["60", umockdev, "-d", captures.appending(path: "umockdev-usbkbd.umockdev").path]
      + ["-i", "\(node)=\(try scratch.write(answers, to: "answers.ioctl"))"]
      + ["-s", "\(node)=\(try scratch.write(script.file, to: "events.script"))"]
      + ["--", probe, node, "\(edges)", "20"] + codes.map { "\($0)" }
    let output = try scratch.write([], to: "output")
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in done.resume() }
      do {
        try process.run()
      } catch {
        process.terminationHandler = nil
        done.resume(throwing: error)
      }
    }
    let text = try String(contentsOfFile: output, encoding: .utf8)
    let lines = try text.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    return (lines, process.terminationStatus)
  }

  /// A line of umockdev's ioctl file: 96 bytes with a bit for each key.
  private static func keyState(_ pressed: [Int]) -> [UInt8] {
    var bits = [UInt8](repeating: 0, count: 96)
    for code in pressed { bits[code / 8] |= 1 << UInt8(code % 8) }
    let hex = bits.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    return Array("EVIOCGKEY(0) 0 \(hex.uppercased())\n".utf8)
  }
}
