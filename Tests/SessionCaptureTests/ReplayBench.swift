import SessionCapture
import StrictJSON
import Testing
import WalkProtocol

/// The entries of a walk, changed and replayed.
enum ReplayBench {
  /// Places of entries of `kind` between START and END, evenly spread.
  static func places(of kind: JournalEntry.Kind, _ count: Int) throws -> [Int] {
    let walk = try TestWalk.shared
    let range = try walk.index(ofEntering: .walking)..<walk.index(ofEntering: .ended)
    let all = range.filter { walk.entries[$0].kind == kind }
    try #require(all.count >= count)
    return (0..<count).map { all[$0 * all.count / count] }
  }

  /// How the walk is refused after a change; nil when it is not.
  static func refusal(
    _ change: (inout [JournalEntry]) throws -> Void
  ) throws -> ReplayRefusal? {
    var entries = try TestWalk.shared.entries
    try change(&entries)
    do throws(ReplayFault) {
      _ = try SessionReplay(of: entries, end: .whole)
      return nil
    } catch {
      return ReplayRefusal(error.code, error.sequence)
    }
  }

  /// Gives the entries the sequence numbers of their places, in their texts too.
  static func renumber(_ entries: inout [JournalEntry]) {
    for index in entries.indices where entries[index].sequence != UInt32(index) {
      entries[index].sequence = UInt32(index)
      guard var event = SessionEvent(parsing: entries[index].payload) else { continue }
      event.sequence = UInt32(index)
      entries[index].payload = event.json.compactBytes
    }
  }

  /// A value of the same kind that is not `value`.
  static func another(_ value: JSONValue) -> JSONValue {
    switch value {
    case .integer(let number): .integer(number == 3 ? 4 : number + (number > 9 ? -1 : 1))
    case .string(let text) where text == "leg": .string("back")
    case .string(let text): .string(text + "x")
    case .bool(let flag): .bool(!flag)
    case .null: .integer(1)
    default: .null
    }
  }
}

/// Where and why a replay was refused.
struct ReplayRefusal: Equatable {
  var code: ReplayFault.Code
  var sequence: UInt32

  init(_ code: ReplayFault.Code, _ sequence: UInt32) {
    self.code = code
    self.sequence = sequence
  }
}
