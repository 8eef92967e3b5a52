import ArgumentParser
import Foundation
import Readings
import SessionCapture
import SessionHost
import StrictJSON
import WalkProtocol

/// `walktest replay`: runs recorded bytes and events through the engine again.
struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Run a journal or a package through the engine again.",
    discussion: """
      Shows what the engine says of the recorded bytes and edges, and refuses a recording that \
      says something else. A journal may be unfinished: what its last whole entry proves is shown. \
      Signatures are not looked at here; that is `walktest verify`.

      EXAMPLES
        walktest replay /var/lib/walktest/journals/5b0a….journal
        walktest replay PACKAGE --events
      """)
  @OptionGroup var output: OutputOption
  @Argument(help: "A journal file or a package's directory.") var path: String
  @Flag(help: "Print every event, not only the outcome.") var events = false

  func run() async throws {
    try await answering {
      let (replay, torn) = try load()
      if output.json {
        return Console.say([
          "entries": .integer(Int64(replay.entries.count)),
          "phase": .string(replay.engine.machine.phase.rawValue),
          "torn_bytes": torn.map { .integer(Int64($0.droppedBytes)) } ?? .null,
          "walk": replay.engine.walk,
        ])
      }
      if events { show(replay.entries) }
      Console.say(
        "\(replay.entries.count) entries, phase \(replay.engine.machine.phase.rawValue), "
          + "the engine says the same as the recording")
      if let torn {
        Console.say(
          "torn at byte \(torn.offset) (\(torn.reason.rawValue)), \(torn.droppedBytes) bytes dropped"
        )
      }
      Console.say("\n" + OutcomeTable.text(replay.engine.summary))
      marks(replay.engine.machine.timeline)
    }
  }

  private func load() throws -> (SessionReplay, TornTail?) {
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
      isDirectory.boolValue
    {
      let record = path + "/record.json"
      guard FileManager.default.fileExists(atPath: record) else {
        throw Complaint(
          "\(path) is no package; name a package's directory or a journal.", .noInput)
      }
      guard FileManager.default.fileExists(atPath: path + "/events.jsonl") else {
        throw Complaint(
          "\(path) holds an opening or a correction and no walk; name the package of the "
            + "session's end, as `walktest sessions show` lists it.", .noInput)
      }
      let material = PackageMaterial(
        protocolFile: try FileBytes.read(path + "/protocol.json"),
        samples: try FileBytes.read(path + "/samples.csv"),
        events: try FileBytes.read(path + "/events.jsonl"),
        frames: try FileBytes.read(path + "/frames.log"))
      return (try SessionReplay(of: try material.entries(), end: .whole), nil)
    }
    if path.hasSuffix("/record.json") {
      throw Complaint("Name the package's directory, not its record.json.", .noInput)
    }
    let contents = try JournalContents(parsing: try FileBytes.read(path))
    return (try SessionReplay(of: contents.entries, end: .torn), contents.tornTail)
  }

  /// The marks of a walk that has no outcome to show them.
  private func marks(_ timeline: WalkTimeline) {
    guard let start = timeline.start, timeline.end == nil else { return }
    for entry in timeline.marks where entry.undone == nil {
      Console.say("  \(Clock.text(entry.at - start))  mark: \(entry.mark.rawValue)")
    }
  }

  private func show(_ entries: JournalEntries) {
    for entry in entries where entry.kind == .event {
      Console.say(String(decoding: entry.payload, as: UTF8.self))
    }
  }
}
