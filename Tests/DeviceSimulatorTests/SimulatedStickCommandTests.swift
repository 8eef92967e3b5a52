import DeviceSimulator
import Readings
import Testing
import WalktestTesting

struct SimulatedStickCommandTests {
  @Test("a reset, is answered by a start-up message after 100 ms and by nothing before")
  func reset() {
    var probe = StickProbe()
    #expect(probe.send(0x4A, [0]) == [])
    #expect(probe.send(0x4D, [0, 0x54]) == [], "a starting stick hears nothing")
    #expect(probe.wait(.milliseconds(80)) == [[0x6F, 0x20]])
  }

  @Test("requests, are answered with capabilities, serial number, version and channel state")
  func requests() {
    var probe = StickProbe()
    #expect(
      probe.send(0x4D, [0, 0x54]) == [[0x54, 0x08, 0x08, 0x00, 0xBA, 0x36, 0x00, 0xDF, 0x79]])
    #expect(probe.send(0x4D, [0, 0x61]) == [[0x61, 0x87, 0xD6, 0x12, 0x00]])
    #expect(probe.send(0x4D, [0, 0x3E]).first?.last == 0)
    #expect(probe.send(0x4D, [0, 0x52]) == [[0x52, 0, 0]])
    #expect(probe.send(0x4D, [0, 0x51]) == [[0x40, 0, 0x4D, 0x15]])
    #expect(probe.send(0x4D, [0, 0x99]) == [[0x40, 0, 0x4D, 0x28]])
  }

  @Test("a host's frame with two zeros behind it or cut in two, is obeyed")
  func looseFraming() {
    var probe = StickProbe()
    let frame = StickProbe.frame(0x4D, [0, 0x61])
    probe.stick.receive(hostBytes: frame + [0, 0] + frame.prefix(2), at: probe.now)
    probe.stick.receive(hostBytes: frame.dropFirst(2), at: probe.now)
    #expect(probe.wait(.milliseconds(20)).count == 2)
  }

  @Test("commands in the wrong state, are refused with the code for it")
  func wrongState() {
    var probe = StickProbe()
    for (id, payload) in [
      (0x41, [0]), (0x43, [0, 1, 1]), (0x44, [0, 1]), (0x45, [0, 57]), (0x4B, [0]), (0x4C, [0]),
      (0x51, [0, 1, 1, 1, 1]), (0x5B, [0]), (0x4E, [0] + Array(repeating: 0, count: 8)),
      (0x4F, [0] + Array(repeating: 0, count: 8)),
    ] as [(UInt8, [UInt8])] {
      #expect(probe.send(id, payload) == [[0x40, 0, id, 0x15]])
    }
    #expect(probe.send(0x42, [0, 0, 0]) == [[0x40, 0, 0x42, 0x00]])
    #expect(probe.send(0x42, [0, 0, 0]) == [[0x40, 0, 0x42, 0x15]])
    #expect(probe.send(0x4B, [0]) == [[0x40, 0, 0x4B, 0x18]], "no id was set")
  }

  @Test("commands that name what is not there, are refused with the code for it")
  func invalidParameters() {
    var probe = StickProbe()
    for (id, payload, code) in [
      (0x42, [8, 0, 0], 0x33), (0x42, [0, 0x77, 0], 0x33), (0x42, [0, 0, 8], 0x29),
      (0x46, [8] + Array(repeating: 0, count: 8), 0x29), (0x46, [0, 1], 0x28), (0x42, [0], 0x28),
      (0x50, [0] + Array(repeating: 0, count: 8), 0x28), (0xC9, [0], 0x28),
    ] as [(UInt8, [UInt8], UInt8)] {
      #expect(probe.send(id, payload) == [[0x40, payload[0], id, code]])
    }
    #expect(probe.stick.refusedCommands == 8)
    _ = probe.send(0x42, [1, 0x10, 0])
    _ = probe.send(0x51, [1, 1, 0, 0x7C, 1])
    #expect(probe.send(0x45, [1, 125]) == [[0x40, 1, 0x45, 0x33]])
    #expect(probe.send(0x43, [1, 0, 0]) == [[0x40, 1, 0x43, 0x33]])
    #expect(probe.send(0x4B, [1]) == [[0x40, 1, 0x4B, 0x33]], "no master here")
  }

  @Test("a stick that knows no library configuration, refuses 6E and obeys 66")
  func oldStick() {
    var faults = SimulatedFaults()
    faults.refusesLibraryConfiguration = true
    var probe = StickProbe(faults: faults)
    #expect(probe.send(0x6E, [0, 0xE0]) == [[0x40, 0, 0x6E, 0x28]])
    #expect(probe.send(0x66, [0, 1]) == [[0x40, 0, 0x66, 0x00]])
  }

  @Test("a stick that ignores its first two commands, answers the third")
  func ignoredCommands() {
    var faults = SimulatedFaults()
    faults.ignoredCommands = 2
    var probe = StickProbe(faults: faults)
    #expect(probe.send(0x4A, [0]) == [])
    #expect(probe.wait(.seconds(1)) == [])
    #expect(probe.send(0x4A, [0]) == [])
    #expect(probe.wait(.seconds(1)) == [])
    #expect(probe.send(0x4A, [0]) + probe.wait(.seconds(1)) == [[0x6F, 0x20]])
  }

  @Test("an open channel, closes with answer and event and only then can be unassigned")
  func closing() {
    var probe = StickProbe()
    probe.openChannel()
    #expect(probe.send(0x41, [0]).contains([0x40, 0, 0x41, 0x15]))
    #expect(probe.send(0x4B, [0]).contains([0x40, 0, 0x4B, 0x15]))
    #expect(probe.send(0x4C, [0]).contains([0x40, 0, 0x4C, 0x00]))
    #expect(probe.send(0x41, [0]).contains([0x40, 0, 0x41, 0x15]))
    #expect(probe.wait(.milliseconds(300)) == [[0x40, 0, 0x01, 0x07]])
    #expect(probe.send(0x41, [0]) == [[0x40, 0, 0x41, 0x00]])
    #expect(probe.wait(.seconds(2)) == [])
  }

  @Test("any bytes of a host, trap nothing and leave a stick that can be reset")
  func randomBytes() {
    var probe = StickProbe()
    probe.openChannel()
    var random = SplitMix(state: 99)
    for _ in 0..<3_000 {
      let id = UInt8.random(in: 0x3E...0x80, using: &random)
      let count = Int.random(in: 0...12, using: &random)
      probe.write(id, (0..<count).map { _ in UInt8.random(in: 0...12, using: &random) })
      _ = probe.wait(.milliseconds(1))
    }
    probe.write(0x4A, [0])
    #expect(probe.wait(.milliseconds(500)).last == [0x6F, 0x20])
    probe.openChannel()
  }
}
