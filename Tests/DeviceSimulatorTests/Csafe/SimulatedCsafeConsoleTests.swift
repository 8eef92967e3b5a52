import DeviceSimulator
import Readings
import Testing

/// The console alone, with bytes made by hand.
struct SimulatedCsafeConsoleTests {
  struct Probe {
    var console: SimulatedCsafeConsole
    var now = MonotonicInstant(microseconds: 50_000_000)

    init(_ settings: CsafeSettings = CsafeSettings(), _ faults: CsafeFaults = CsafeFaults()) {
      console = SimulatedCsafeConsole(seed: 1, at: now, settings: settings, faults: faults)
    }

    /// Sends `bytes` and returns what comes within 200 ms.
    mutating func send(_ bytes: [UInt8]) -> [UInt8] {
      console.receive(hostBytes: bytes, at: now)
      now = now + .milliseconds(200)
      return console.advance(to: now).flatMap(\.bytes)
    }

    /// Sends one frame with `contents`, which need no stuffing.
    mutating func ask(_ contents: UInt8...) -> [UInt8] {
      send([0xF1] + contents + [contents.reduce(0, ^), 0xF2])
    }
  }

  /// A frame whose bytes need no stuffing.
  private static func frame(_ contents: [UInt8]) -> [UInt8] {
    let check = contents.reduce(0, ^)
    return [0xF1] + contents + [check, 0xF2]
  }

  @Test("questions, answered with status, id, count, data and a toggle that alternates")
  func questions_answered() {
    var probe = Probe()
    let version: [UInt8] = [0x81, 0x91, 5, 9, 2, 6, 9, 11]
    #expect(probe.ask(0x91) == Self.frame(version))
    let speed: [UInt8] = [0x01, 0xA5, 3, 0, 0, 49]
    #expect(probe.ask(0xA5) == Self.frame(speed))
    #expect(probe.ask(0x80) == [0xF1, 0x81, 0x81, 0xF2])
    #expect(probe.ask(0xA2) == [0xF1, 0x01, 0x01, 0xF2])
  }

  @Test("F0 to F3 in an answer, stuffed")
  func answers_stuffed() {
    var settings = CsafeSettings()
    // The sum of the four is 0, so the last byte makes the checksum F1.
    let last: UInt8 = 0x81 ^ 0x91 ^ 5 ^ 0xF1
    settings.version = [0xF0, 0xF1, 0xF2, 0xF3, last]
    var probe = Probe(settings)
    let answer = probe.ask(0x91)
    #expect(Array(answer.dropLast(3).suffix(9)) == [0xF3, 0, 0xF3, 1, 0xF3, 2, 0xF3, 3, last])
    #expect(answer.suffix(3) == [0xF3, 0x01, 0xF2])
  }

  @Test("a damaged request, no answer, and the next status tells of it")
  func damagedRequest_told() {
    var probe = Probe()
    _ = probe.ask(0x80)
    #expect(probe.send([0xF1, 0xA5, 0xA4, 0xF2]) == [])
    #expect(probe.ask(0x80) == [0xF1, 0x21, 0x21, 0xF2])
    #expect(probe.ask(0x80) == [0xF1, 0x81, 0x81, 0xF2])
  }

  @Test("a foreign host's set speed and go, obeyed and listed; nothing moves before the go")
  func commands_obeyed() {
    var probe = Probe()
    // 5.0 km/h in 0.1 km/h, 2.5 % in 0.1 %.
    _ = probe.ask(0x25, 3, 50, 0, 49)
    _ = probe.ask(0x28, 3, 25, 0, 76)
    probe.now = probe.now + .seconds(5)
    #expect(Array(probe.ask(0xA5).dropFirst(2).prefix(5)) == [0xA5, 3, 0, 0, 49])
    _ = probe.ask(0x85)
    probe.now = probe.now + .seconds(20)
    #expect(Array(probe.ask(0xA5).prefix(7)) == [0xF1, 0x85, 0xA5, 3, 50, 0, 49])
    #expect(Array(probe.ask(0xA8).dropFirst(2).prefix(5)) == [0xA8, 3, 25, 0, 76])
    _ = probe.ask(0x86)
    probe.now = probe.now + .seconds(20)
    #expect(Array(probe.ask(0xA5).prefix(7)) == [0xF1, 0x07, 0xA5, 3, 0, 0, 49])
    #expect(probe.console.commands == [0x25, 0x28, 0x85, 0x86])
  }

  @Test("frames closer than 50 ms behind an answer, noticed")
  func hurried_noticed() {
    var probe = Probe()
    _ = probe.ask(0x80)
    #expect(probe.console.hurriedFrames == 0)
    probe.console.receive(hostBytes: [0xF1, 0x80, 0x80, 0xF2], at: probe.now)
    _ = probe.console.advance(to: probe.now + .milliseconds(20))
    probe.console.receive(hostBytes: [0xF1, 0x80, 0x80, 0xF2], at: probe.now + .milliseconds(21))
    _ = probe.console.advance(to: probe.now + .milliseconds(60))
    #expect(probe.console.hurriedFrames == 1)
  }
}
