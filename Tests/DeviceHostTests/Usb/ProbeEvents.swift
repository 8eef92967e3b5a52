import EmulatedBus
import Foundation

/// What the probe has told, in order. Unchecked: everything is read and written under `lock`.
final class ProbeEvents: @unchecked Sendable {
  typealias Event = [String: String]

  private let lock = NSCondition()
  private var all: [Event] = []
  private var seen = 0
  private var isEnded = false

  /// Reads JSON lines from `file` on a thread of its own until it ends.
  init(reading file: FileHandle) {
    let thread = Thread { [self] in
      var rest = Data()
      while case let data = file.availableData, !data.isEmpty {
        rest += data
        while let end = rest.firstIndex(of: 0x0A) {
          add(rest[..<end])
          rest = Data(rest[(end + 1)...])
        }
      }
      lock.lock()
      isEnded = true
      lock.broadcast()
      lock.unlock()
    }
    thread.start()
  }

  /// Everything told so far.
  var told: [Event] {
    lock.lock()
    defer { lock.unlock() }
    return all
  }

  /// The next event named `name` for which `condition` holds; passes over those before it.
  ///
  /// - Throws: `RigFault.noEvent` when it does not come within `seconds`.
  @discardableResult
  func next(
    _ name: String, within seconds: Double = 15, where condition: (Event) -> Bool = { _ in true }
  ) throws -> Event {
    let end = Date(timeIntervalSinceNow: seconds)
    lock.lock()
    defer { lock.unlock() }
    while true {
      while seen < all.count {
        seen += 1
        let event = all[seen - 1]
        if event["event"] == name, condition(event) { return event }
      }
      guard !isEnded, lock.wait(until: end) else {
        throw RigFault.noEvent(name, seen: all.suffix(12))
      }
    }
  }

  private func add(_ line: Data) {
    guard let event = try? JSONDecoder().decode(Event.self, from: line) else { return }
    lock.lock()
    all.append(event)
    lock.broadcast()
    lock.unlock()
  }
}
