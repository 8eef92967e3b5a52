import CLinuxIO
package import ClockWitness
import Foundation

/// A real socket with a clock witness behind it that is as honest as the test wants.
package final class TestWitness: Sendable {
  /// Where it listens.
  package let path: String
  private let listener: Int32
  private let asked = DispatchSemaphore(value: 0)

  /// Listens; every connection is attended to on a thread of its own, and closed afterwards.
  package convenience init(
    _ attend: @escaping @Sendable (_ connection: Int32) -> Void
  ) throws {
    try self.init(at: "/tmp/walktest-clock-" + UUID().uuidString.prefix(8), attend)
  }

  /// Listens at `path`, which must not exist.
  package init(at path: String, _ attend: @escaping @Sendable (Int32) -> Void) throws {
    self.path = path
    listener = linuxio_local_socket()
    guard listener >= 0, linuxio_local_bind(listener, path) == 0, listen(listener, 4) == 0 else {
      throw WitnessRigFault("no socket at \(path)")
    }
    Thread.detachNewThread { [listener, asked] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        asked.signal()
        Thread.detachNewThread {
          attend(connection)
          close(connection)
        }
      }
    }
  }

  deinit { leave() }

  /// Waits until somebody has connected once more.
  package func isConnected(within seconds: Double = 20) -> Bool {
    asked.wait(timeout: .now() + seconds) == .success
  }

  /// Listens no more; who is connected stays so.
  package func leave() {
    shutdown(listener, Int32(SHUT_RDWR))
    unlink(path)
  }

  // MARK: Ways to attend

  /// As the program does, with words of the test's own.
  package static func honest(_ statement: KernelStatement) -> @Sendable (Int32) -> Void {
    { _ = WitnessService.serve(questions: $0, answers: $0, statement: { statement }) }
  }

  /// Sends `bytes` for each question.
  package static func saying(_ bytes: [UInt8]) -> @Sendable (Int32) -> Void {
    { connection in
      while hears(connection) {
        guard send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
          return
        }
      }
    }
  }

  /// Hears and says nothing.
  package static func silent(_ connection: Int32) { while hears(connection) {} }

  /// Hears one question and leaves.
  package static func leaving(_ connection: Int32) { _ = hears(connection) }

  /// Never ends its line.
  package static func endless(_ connection: Int32) {
    let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 4_096)
    while send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) > 0 {}
  }

  /// The program just built, as systemd starts it.
  package static func program(_ connection: Int32) {
    let bundle = CommandLine.arguments.first ?? ""
    let process = Process()
    process.executableURL = URL(filePath: bundle).deletingLastPathComponent()
      .appending(path: "walktest-clock")
    process.standardInput = FileHandle(fileDescriptor: connection, closeOnDealloc: false)
    process.standardOutput = FileHandle(fileDescriptor: connection, closeOnDealloc: false)
    guard (try? process.run()) != nil else { return }
    process.waitUntilExit()
  }

  private static func hears(_ connection: Int32) -> Bool {
    var byte: UInt8 = 0
    return recv(connection, &byte, 1, 0) == 1
  }
}

/// Why a test with a witness cannot go on.
package struct WitnessRigFault: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
