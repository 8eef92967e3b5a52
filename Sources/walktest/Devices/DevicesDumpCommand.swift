import ArgumentParser
import DeviceHost
import Foundation
import Readings
import SessionCapture
import SessionHost
import Synchronization

/// `walktest devices dump`: raw frames to a file.
struct DevicesDumpCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dump", abstract: "Write what the devices send and are asked to a file.",
    discussion: """
      The file has the format of a record's frames.log: `seq t_us source direction hex`, a line for \
      each transfer; network keys are blanked. `walktest devices replay` reads it. This is what to \
      send to the makers of walktest when a device is not understood. Ctrl-C ends it early.

      EXAMPLES
        walktest devices dump --output dump.log
        walktest devices dump --output dump.log --seconds 60
      """)
  @Option(name: .shortAndLong, help: "The file, which must not exist.") var output: String
  @Option(help: "How long, 1 to 3600 seconds.") var seconds = 10
  @OptionGroup var devices: DeviceOptions

  func validate() throws {
    guard (1...3_600).contains(seconds) else { throw ValidationError("--seconds is 1 to 3600.") }
  }

  func run() async throws {
    try await answering {
      let file = try FrameFile(creating: output)
      let host = try devices.host { event in file.write(event) }
      try await DeviceOptions.listen(to: host, seconds: seconds) { _ in }
      let count = try file.close()
      Console.say("\(output): \(count) frames")
    }
  }
}

/// A file of frames that is being written.
final class FrameFile: Sendable {
  private struct State {
    var count: UInt32 = 0
    var failure: (any Error)?
  }

  private let handle: FileHandle
  private let state = Mutex(State())

  /// Creates the file.
  ///
  /// - Throws: when it exists or cannot be created.
  init(creating path: String) throws {
    try Data().write(to: URL(filePath: path), options: .withoutOverwriting)
    handle = try FileHandle(forWritingTo: URL(filePath: path))
  }

  /// Writes a frame; other events are left out. A failure is kept for `close`.
  func write(_ event: HostEvent) {
    guard case .frame(let source, let direction, let bytes, let instant) = event else { return }
    let frame = DeviceFrame(
      source: source, direction: direction == .sent ? .sent : .received, bytes: bytes)
    state.withLock { state in
      guard state.failure == nil else { return }
      state.count += 1
      let entry = JournalEntry(
        kind: .frame, sequence: state.count, instant: instant, payload: frame.payload)
      guard let line = PackageText.line(of: entry)?.bytes else { return }
      do { try handle.write(contentsOf: Data(line)) } catch { state.failure = error }
    }
  }

  /// Ends the file; returns how many frames are in it.
  func close() throws -> Int {
    if let failure = state.withLock({ $0.failure }) { throw failure }
    try handle.close()
    return state.withLock { Int($0.count) }
  }
}
