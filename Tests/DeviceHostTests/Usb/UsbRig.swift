import EmulatedBus
import Foundation
import Testing

/// The probe as a process of its own on an emulated USB bus.
///
///     rig (this process)  ──commands, stick bytes──  emulator  ──umockdev──  libusb in the probe
///          └──────────────commands on stdin, events on stdout───────────────────┘
final class UsbRig {
  /// Whether tests on the emulated bus shall run.
  static let shallRun = Emulator.shallRun
  /// The reason a skipped test shows.
  static let absent = Comment(rawValue: Emulator.absent)

  /// The probe, which lies beside the test bundle unless the environment names one that was built
  /// with a sanitizer (scripts/sanitize-usb).
  private static let probe: String = {
    if let path = ProcessInfo.processInfo.environment["WALKTEST_USB_PROBE"] { return path }
    let bundle = URL(filePath: CommandLine.arguments.first ?? "")
    return bundle.deletingLastPathComponent().appending(path: "UsbProbe").path
  }()

  let bus: EmulatedBus
  let events: ProbeEvents
  private let process = Process()
  private let input = Pipe()
  private let ended = DispatchSemaphore(value: 0)

  /// Starts emulator and probe, and waits until the probe is ready.
  init() throws {
    let path = NSTemporaryDirectory() + "usb-rig-\(UUID().uuidString.prefix(13))"
    let listener = try Emulator.listen(at: path)
    defer {
      close(listener)
      unlink(path)
    }
    let output = Pipe()
    process.executableURL = URL(filePath: Emulator.wrapper)
    process.arguments = [try Emulator.program.get(), path, "--", Self.probe]
    process.standardInput = input
    process.standardOutput = output
    process.terminationHandler = { [ended] _ in ended.signal() }
    try process.run()
    bus = try EmulatedBus(accepting: listener)
    events = ProbeEvents(reading: output.fileHandleForReading)
    try events.next("ready")
  }

  deinit {
    bus.end()
    if process.isRunning { process.terminate() }
  }

  /// Gives the probe a command.
  func tell(_ command: String) throws {
    try input.fileHandleForWriting.write(contentsOf: Data((command + "\n").utf8))
  }

  /// What the probe says of itself now, as numbers.
  func report() throws -> [String: Int] {
    try tell("report")
    return try events.next("report").compactMapValues(Int.init)
  }

  /// Ends the probe and expects that it ends by itself, in bounded time, and well, and that no port
  /// told anything after it was closed.
  func finish(sourceLocation: SourceLocation = #_sourceLocation) throws {
    try tell("quit")
    try events.next("ended")
    let isLate = events.told.contains { $0["event"] == "late" }
    #expect(!isLate, "a closed port told something", sourceLocation: sourceLocation)
    let isOver = ended.wait(timeout: .now() + 10) == .success
    #expect(isOver, "the probe does not end", sourceLocation: sourceLocation)
    if isOver {
      #expect(process.terminationStatus == 0, sourceLocation: sourceLocation)
      #expect(process.terminationReason == .exit, sourceLocation: sourceLocation)
    }
  }
}
