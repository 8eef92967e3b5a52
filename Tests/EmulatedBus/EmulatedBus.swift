import DeviceHost
public import DeviceSimulator
import Foundation
import Readings
import WalktestTesting

/// The test's end of the emulator's socket: gives it commands, and plays the sticks on its bus in
/// real time with the simulated ones.
///
/// Unchecked: every stored variable is read and written under `lock` only.
public final class EmulatedBus: @unchecked Sendable {
  private static let patience = 10.0

  private let lock = NSCondition()
  private var connection: Int32 = -1
  private var sticks: [String: SimulatedStick] = [:]
  /// For each command that was sent and not answered yet: whether a test waits for its answer.
  private var awaited: [Bool] = []
  private var answers: [String] = []
  private var unread: [UInt8] = []
  private var isEnded = false

  /// Takes the emulator's connection to `listener`, which it must make in bounded time.
  public init(accepting listener: Int32) throws {
    var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, Int32(Self.patience * 1_000)) == 1 else { throw RigFault.noEmulator }
    connection = accept(listener, nil, nil)
    guard connection >= 0 else { throw RigFault.noEmulator }
    let thread = Thread { [self] in serve() }
    thread.start()
  }

  /// Gives a command and returns its answer, without the leading `ok `.
  @discardableResult
  public func command(_ line: String) throws -> String {
    lock.lock()
    defer { lock.unlock() }
    write(line, isAwaited: true)
    let end = Date(timeIntervalSinceNow: Self.patience)
    while answers.isEmpty {
      guard !isEnded, lock.wait(until: end) else { throw RigFault.noAnswer(line) }
    }
    let answer = answers.removeFirst()
    guard answer.hasPrefix("ok") else { throw RigFault.refused(line, answer) }
    return String(answer.dropFirst(3))
  }

  /// Plugs a stick in: `stick` answers what the host writes to it. An obstacle, `denied` or `held`,
  /// is there from the start.
  public func plug(
    _ name: String = "ant", port: String = "1-1", address: Int = 2, id: String = "0fcf:1008",
    serial: String = "S-1", endpoints: String = "81,01", obstacle: String = "",
    stick: SimulatedStick? = nil
  ) throws {
    lock.lock()
    sticks[name] = stick
    lock.unlock()
    let end = obstacle.isEmpty ? "" : " \(obstacle)"
    try command("plug \(name) \(port) \(address) \(id) \(serial) \(endpoints)\(end)")
  }

  /// Changes what is played as `name` between two of its turns; gives what it is, nil when nothing is.
  @discardableResult
  public func change(
    _ name: String = "ant", _ body: (inout SimulatedStick) -> Void
  ) -> SimulatedStick? {
    lock.lock()
    defer { lock.unlock() }
    guard var stick = sticks[name] else { return nil }
    body(&stick)
    sticks[name] = stick
    return stick
  }

  /// The stick says nothing any more, whatever the host writes.
  public func silence(_ name: String = "ant") {
    lock.lock()
    sticks[name] = nil
    lock.unlock()
  }

  /// Pulls it out.
  public func unplug(_ name: String = "ant") throws {
    silence(name)
    try command("unplug \(name)")
  }

  /// What the emulator counted since `name` was plugged in.
  public func counters(_ name: String = "ant") throws -> [String: Int] {
    let words = try command("counters \(name)").split(separator: " ")
    return Dictionary(
      uniqueKeysWithValues: words.compactMap { word in
        let parts = word.split(separator: "=")
        return parts.count == 2 ? Int(parts[1]).map { (String(parts[0]), $0) } : nil
      })
  }

  /// Ends the connection; the emulator then ends its program.
  public func end() {
    lock.lock()
    isEnded = true
    // Closed already when the emulator ended first; its number may be another one's by now.
    if connection >= 0 { shutdown(connection, Int32(SHUT_RDWR)) }
    lock.unlock()
  }

  // MARK: The thread

  private func serve() {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      lock.lock()
      playSticks()
      let wait = isEnded ? -1 : waitTime()
      lock.unlock()
      guard wait >= 0 else { break }
      var waiting = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, wait) > 0 else { continue }
      let count = read(connection, &buffer, buffer.count)
      lock.lock()
      if count > 0 { take(buffer.prefix(count)) } else { isEnded = true }
      lock.broadcast()
      lock.unlock()
    }
    lock.lock()
    close(connection)
    connection = -1
    lock.unlock()
  }

  /// Milliseconds until a stick has something to say; a stick plugged in meanwhile waits that long.
  private func waitTime() -> Int32 {
    let next = sticks.values.compactMap(\.nextEvent).min()
    let wait = next.map { ($0 - EventLoop.now).count / 1_000 + 1 } ?? 10
    return Int32(min(10, max(0, wait)))
  }

  private func playSticks() {
    for (name, var stick) in sticks {
      for chunk in stick.advance(to: EventLoop.now) {
        write("in \(name) \(hex(chunk.bytes))", isAwaited: false)
      }
      sticks[name] = stick
    }
  }

  private func take(_ bytes: some Sequence<UInt8>) {
    unread += bytes
    while let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
      let words = String(decoding: unread[..<end], as: UTF8.self)
      unread.removeFirst(end + 1)
      take(line: words)
    }
  }

  private func take(line: String) {
    let words = line.split(separator: " ").map(String.init)
    if words.first == "out", words.count == 3 {
      sticks[words[1]]?.receive(hostBytes: bytes(hex: words[2]), at: EventLoop.now)
    } else if !awaited.isEmpty, awaited.removeFirst() {
      answers.append(line)
    }
  }

  private func write(_ line: String, isAwaited: Bool) {
    awaited.append(isAwaited)
    let bytes = Array((line + "\n").utf8)
    send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { String(format: "%02x", $0) }.joined()
  }
}
