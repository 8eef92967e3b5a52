import Foundation
import SessionRecord
import StrictJSON
import Testing

/// One demo, walked once for the whole test process: an 84 s walk by seed 3.
enum DemoStore {
  struct Made: Sendable {
    var root: String
    var json: [UInt8]
  }

  /// Gives a copy that a test may change or break.
  static func copy() async throws -> StoreCopy {
    let made = try await demo.value
    let copy = try StoreCopy(json: try StrictJSON.parse(made.json.dropLast()), of: made.root)
    let done = try await Program.run("/bin/cp", ["-a", made.root, copy.root])
    try #require(done.status == 0, "\(done.complaint)")
    return copy
  }

  /// Where the one store lies; it goes away with the process.
  private static let root: String = {
    atexit { try? FileManager.default.removeItem(atPath: DemoStore.root) }
    return NSTemporaryDirectory() + "walktest-demo-\(ProcessInfo.processInfo.processIdentifier)"
  }()

  private static let demo = Task<Made, any Error> {
    let answer = try await Walktest.run("demo", "--seed", "3", "--json", "--store", root)
    try #require(answer.status == 0, "\(answer.complaint)")
    return Made(root: root, json: answer.output)
  }
}

/// A store of one demo with its directory.
final class StoreCopy {
  let root: String
  /// What `walktest demo --json` said of it, with the paths of the store it was copied from.
  let demo: JSONValue
  private let scratch: Scratch

  init(json: JSONValue, of original: String) throws {
    scratch = try Scratch()
    root = scratch.path + "/store"
    demo = json
  }

  /// The names of the packages in the order of the chain.
  var names: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: root + "/packages")
        .filter { $0.contains("_") && !$0.hasPrefix(".") }
        .sorted { Self.place(of: $0) < Self.place(of: $1) }
    }
  }

  /// The session's UUID.
  var session: String {
    get throws { String(try #require(try names.first?.split(separator: "_").last)) }
  }

  /// The path of the package at a place of the chain, from 1.
  func package(_ place: Int) throws -> String {
    "\(root)/packages/\(try #require(try names.first { Self.place(of: $0) == place }))"
  }

  /// A path beside the store.
  func beside(_ name: String) -> String { "\(scratch.path)/\(name)" }

  /// Runs walktest on this store.
  func run(
    _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Answer {
    try await Walktest.run(arguments + ["--store", root], sourceLocation: sourceLocation)
  }

  /// Runs walktest on this store, which must refuse with one sentence.
  func refusal(
    _ arguments: String..., status: Int32, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> String {
    let answer = try await Walktest.run(
      arguments + ["--store", root], sourceLocation: sourceLocation)
    #expect(answer.status == status, "\(answer)", sourceLocation: sourceLocation)
    return try answer.sentence
  }

  private static func place(of name: String) -> Int {
    Int(name.split(separator: "_").first?.split(separator: "-").last ?? "") ?? 0
  }
}

/// Files as tests read and falsify them.
enum Files {
  static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
  }

  static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(filePath: path))
  }

  /// Replaces the first occurrence of `found`, which must be there.
  static func edit(_ path: String, _ found: String, _ new: String) throws {
    let before = try text(path)
    let range = try #require(before.range(of: found), "\(path) has no \(found)")
    try write(before.replacingCharacters(in: range, with: new), to: path)
  }

  static func names(_ directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}

extension JSONValue {
  /// The value at a path of members.
  func at(_ path: String...) throws -> JSONValue {
    var value = self
    for key in path { value = try #require(value[key], "no \(key) in \(value.compactText)") }
    return value
  }
}
