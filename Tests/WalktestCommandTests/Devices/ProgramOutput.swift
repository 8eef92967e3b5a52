import EmulatedBus
import Foundation

/// The lines that a program writes while it runs. Unchecked: everything is read and written under
/// `lock`.
final class ProgramOutput: @unchecked Sendable {
  private let lock = NSCondition()
  private var lines: [String] = []
  private var seen = 0
  private var isEnded = false

  /// Reads `file` on a thread of its own until it ends.
  init(reading file: FileHandle) {
    let thread = Thread { [self] in
      var rest = Data()
      while case let data = file.availableData, !data.isEmpty {
        rest += data
        while let end = rest.firstIndex(of: 0x0A) {
          add(String(decoding: rest[..<end], as: UTF8.self))
          rest = Data(rest[(end + 1)...])
        }
      }
      lock.withLock {
        isEnded = true
        lock.broadcast()
      }
    }
    thread.start()
  }

  /// Every line so far.
  var all: [String] { lock.withLock { lines } }

  /// The next line with `part` in it, passing over those before it; or, `anywhere`, the first one of
  /// all lines, passing over none.
  ///
  /// - Throws: `RigFault.noLine` when it does not come within `seconds`.
  @discardableResult
  func next(
    _ part: String, anywhere: Bool = false, within seconds: Double = 40
  ) async throws -> String {
    let end = Date(timeIntervalSinceNow: seconds)
    return try await Blocking.run { [self] in
      lock.lock()
      defer { lock.unlock() }
      while true {
        if anywhere, let line = lines.first(where: { $0.contains(part) }) { return line }
        while !anywhere, seen < lines.count {
          seen += 1
          if lines[seen - 1].contains(part) { return lines[seen - 1] }
        }
        guard !isEnded, lock.wait(until: end) else {
          throw RigFault.noLine(part, seen: lines.suffix(30))
        }
      }
    }
  }

  private func add(_ line: String) {
    lock.withLock {
      lines.append(line)
      lock.broadcast()
    }
  }
}

/// Waits that would hold up the tests beside them.
enum Blocking {
  /// Runs `body` on a thread of its own.
  static func run<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { done in
      Thread { done.resume(with: Result(catching: body)) }.start()
    }
  }
}
