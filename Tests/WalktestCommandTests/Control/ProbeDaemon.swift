import EmulatedBus
import Foundation
import Glibc
import Testing

/// A daemon for a test, in a process of its own: the real control server with a real engine behind
/// it, or one that misbehaves.
final class ProbeDaemon {
  let socket: String
  private let scratch: SocketScratch
  private let process = Process()
  private let input = Pipe()
  private let output: ProgramOutput

  /// A daemon at a socket of its own, or at that of another which is gone.
  init(_ arguments: [String] = [], mode: String = "serve", in scratch: SocketScratch? = nil)
    async throws
  {
    self.scratch = try scratch ?? SocketScratch()
    socket = self.scratch.path + "/control.sock"
    let program = URL(filePath: Walktest.program).deletingLastPathComponent()
    process.executableURL = program.appending(path: "ControlProbe")
    process.arguments = [mode, socket] + arguments
    process.standardInput = input
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    output = ProgramOutput(reading: pipe.fileHandleForReading)
    try await output.next("ready")
  }

  deinit { kill(process.processIdentifier, SIGKILL) }

  /// Kills it without a word, as a crash does; another one serves the same socket.
  func replaced() async throws -> ProbeDaemon {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return try await ProbeDaemon(in: scratch)
  }

  /// Kills it without a word.
  func vanish() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Says a line to it and waits until it has heard it.
  func script(_ line: String) async throws {
    try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    try await output.next("heard")
  }

  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Runs walktest against it.
  func run(
    _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Answer {
    try await Walktest.run(
      arguments + ["--socket", socket], sourceLocation: sourceLocation)
  }

  /// Runs walktest against it, expects it to succeed and gives its one line.
  func line(
    _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> String {
    let answer = try await Walktest.run(
      arguments + ["--socket", socket], sourceLocation: sourceLocation)
    #expect(answer.status == 0, "\(answer)", sourceLocation: sourceLocation)
    #expect(answer.lines.count == 1, "\(answer)", sourceLocation: sourceLocation)
    return answer.lines.first ?? ""
  }

  /// Prepares, answers everything and arms.
  func arm() async throws {
    try await script("channels speed,distance,strides")
    let file = scratch.path + "/answers.json"
    try Files.write(ProbeDaemon.answers, to: file)
    let armed = try await line(
      "arm", "S-001", "V1", "--operator", "nurse-1", "--answers", file, "--patience", "20")
    #expect(armed == "armed: S-001, visit V1, trial 1 (deen-1.2mph-15min); START comes next")
  }

  static let answers = """
    {"contraindications-checked": true, "practice-walk": false, "handrail-rule-read": true,
     "walking-aid": "none", "pain-back-nrs-before": 2, "pain-leg-nrs-before": 3}
    """
}

/// A directory with a short path that only its owner writes to, as the server wants it.
final class SocketScratch {
  let path: String

  init() throws {
    path = "/tmp/walktest-" + UUID().uuidString.prefix(8)
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
    chmod(path, 0o755)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
