import Foundation
import StrictJSON
import Testing

/// What a run of a program left: its two outputs and how it ended.
struct Answer {
  var output: [UInt8]
  var complaint: String
  var status: Int32
  /// True when a signal ended it: a crash, whatever the number says.
  var wasKilled: Bool

  var text: String { String(decoding: output, as: UTF8.self) }
  var lines: [String] { text.split(separator: "\n").map(String.init) }

  /// Standard output as the one strict JSON value and line end that `--json` promises.
  var json: JSONValue {
    get throws {
      let body = try #require(output.last == UInt8(ascii: "\n") ? output.dropLast() : nil)
      let value = try StrictJSON.parse(body)
      #expect(value.compactBytes == Array(body), "not the compact form")
      return value
    }
  }

  /// Standard error when it is one complaint to a person: begins with the program's name, is one
  /// line, ends as a sentence does and shows nothing of the program's inside.
  var sentence: String {
    get throws {
      let line = try #require(complaint.hasSuffix("\n") ? complaint.dropLast() : nil, "\(self)")
      #expect(line.hasPrefix("walktest: "))
      #expect(!line.contains("\n"), "more than one line: \(line)")
      #expect(line.hasSuffix(".") || line.hasSuffix(")"), "no sentence: \(line)")
      for inside in ["Error Domain", "NSCocoa", "UserInfo", "Optional(", "(null)", "Fault("] {
        #expect(!line.contains(inside), "shows its inside: \(line)")
      }
      return String(line)
    }
  }
}

/// Runs programs as a person at a terminal would, above all the `walktest` just built.
enum Walktest {
  /// The program, which lies beside the test bundle.
  static let program: String = {
    let bundle = CommandLine.arguments.first ?? ""
    return URL(filePath: bundle).deletingLastPathComponent().appending(path: "walktest").path
  }()

  /// Runs walktest to its end.
  static func run(
    _ arguments: String..., environment: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Answer {
    try await run(arguments, environment: environment, sourceLocation: sourceLocation)
  }

  static func run(
    _ arguments: [String], environment: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Answer {
    let answer = try await Program.run(program, arguments, environment: environment)
    #expect(!answer.wasKilled, "a signal ended it", sourceLocation: sourceLocation)
    return answer
  }

  /// Runs walktest, expects `status` and nothing on standard output, and gives its one sentence.
  static func refusal(
    _ arguments: String..., status: Int32, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> String {
    let answer = try await run(arguments, sourceLocation: sourceLocation)
    #expect(answer.status == status, "\(answer)", sourceLocation: sourceLocation)
    return try answer.sentence
  }
}

/// Other programs: shells, `mount`, `faketime`.
enum Program {
  /// Whether CI runs: what cannot be tested there is a failure and not a gap.
  static let isCI = ProcessInfo.processInfo.environment["CI"] == "true"

  /// A shell script with the program as `$walktest`.
  static func bash(_ script: String, _ arguments: String...) async throws -> Answer {
    try await run(
      "/bin/bash", ["-c", script, "bash"] + arguments,
      environment: ["walktest": Walktest.program])
  }

  static func run(
    _ path: String, _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> Answer {
    await turns.take()
    do {
      let answer = try await start(path, arguments, environment)
      await turns.give()
      return answer
    } catch {
      await turns.give()
      throw error
    }
  }

  private static let turns = Turns(ProcessInfo.processInfo.activeProcessorCount)

  private static func start(
    _ path: String, _ arguments: [String], _ environment: [String: String]
  ) async throws -> Answer {
    let scratch = try Scratch()
    let (out, err) = (scratch.path + "/out", scratch.path + "/err")
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    // A short, known environment: a store named in the tester's own must not leak in.
    process.environment = [
      "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": scratch.path, "LANG": "C.UTF-8",
      "TMPDIR": scratch.path,
    ].merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try file(out)
    process.standardError = try file(err)
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in done.resume() }
      do {
        try process.run()
      } catch {
        process.terminationHandler = nil
        done.resume(throwing: error)
      }
    }
    return Answer(
      output: Array(try Data(contentsOf: URL(filePath: out))),
      complaint: String(decoding: try Data(contentsOf: URL(filePath: err)), as: UTF8.self),
      status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal)
  }

  private static func file(_ path: String) throws -> FileHandle {
    try Data().write(to: URL(filePath: path))
    return try FileHandle(forWritingTo: URL(filePath: path))
  }
}

/// Lets as many programs run at a time as there are processors: tests are many, walks are work.
private actor Turns {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ count: Int) { free = count }

  func take() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func give() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

/// A directory that goes away with its last reference.
final class Scratch: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "walktest-cli-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
