import DeviceProtocols
import DeviceSimulator
import Readings
import Testing
import WalktestTesting

/// The simulated treadmill by itself, asked and told as foreign hosts do.
@Suite struct SimulatedTrackmasterTests {
  static let start = MonotonicInstant(microseconds: 10_000_000)

  /// A treadmill and the clock of the host that talks to it.
  struct Talk {
    var treadmill: SimulatedTrackmaster
    var now = start

    init(
      _ variant: TrackmasterVariant = .trackmasterTMX,
      settings: TrackmasterSettings = TrackmasterSettings(),
      faults: TrackmasterFaults = TrackmasterFaults()
    ) {
      treadmill = SimulatedTrackmaster(
        seed: 1, variant: variant, at: now, settings: settings, faults: faults)
    }

    /// Sends `hex` and returns what comes within `milliseconds`.
    mutating func ask(_ hex: String, within milliseconds: Int64 = 60) -> [UInt8] {
      treadmill.receive(hostBytes: bytes(hex: hex), at: now)
      return pass(milliseconds)
    }

    mutating func pass(_ milliseconds: Int64) -> [UInt8] {
      now = now + .milliseconds(milliseconds)
      return treadmill.advance(to: now).flatMap(\.bytes)
    }
  }

  @Test("speed set and belt started, as PyPI trackmaster does, told back step by step")
  func setAndStart_toldBack() {
    var talk = Talk()
    #expect(talk.ask("C3") == bytes(hex: "D3 30 30 30 30"))
    #expect(talk.ask("A3 30 30 33 31") == bytes(hex: "B3"))
    #expect(talk.ask("C0") == bytes(hex: "D0 31"))
    #expect(talk.ask("A1") == bytes(hex: "B1"))
    #expect(talk.pass(6_000) == [])
    #expect(talk.ask("C0") == bytes(hex: "D0 33"))
    #expect(talk.ask("C3") == bytes(hex: "D3 30 30 33 31"))
    #expect(talk.ask("A2") == bytes(hex: "B2"))
    #expect(talk.pass(6_000) == [])
    #expect(talk.ask("C1") == bytes(hex: "D1 30 30 30 30"))
    #expect(talk.treadmill.commands == [0xA3, 0xA1, 0xA2])
  }

  @Test("commands out of range and unknown ones, refused and the belt not moved")
  func badCommands_refused() {
    var talk = Talk()
    #expect(talk.ask("A3 39 39 39 39") == bytes(hex: "BE"))
    #expect(talk.ask("A4 30 30 34 33") == bytes(hex: "BE"))
    #expect(talk.ask("A4 30 30 34 35") == bytes(hex: "B4"))
    #expect(talk.ask("A3 30 30 C1") == bytes(hex: "BE D1 30 30 30 30"))
    #expect(talk.ask("AF") == bytes(hex: "BF"))
    #expect(talk.ask("CF") == bytes(hex: "BF"))
    #expect(!talk.treadmill.belt.isRunning(at: talk.now))
  }

  @Test("start with disconnect stop and no more bytes, belt stopped and level after 500 ms")
  func disconnect_stops() {
    var talk = Talk()
    _ = talk.ask("A3 30 30 32 30")
    _ = talk.ask("A4 30 30 35 30")
    _ = talk.ask("A0")
    for _ in 0..<20 { _ = talk.ask("C1", within: 400) }
    #expect(talk.ask("C0") == bytes(hex: "D0 32"))
    #expect(talk.treadmill.belt.grade(at: talk.now) / 20 == 20)
    #expect(talk.pass(10_000) == [])
    #expect(talk.ask("C0") == bytes(hex: "D0 31"))
    #expect(talk.ask("C2") == bytes(hex: "D2 30 30 30 30"))
  }

  @Test("acknowledge with data switched on, the data come back")
  func acknowledgeWithData_echoed() {
    var talk = Talk()
    #expect(talk.ask("AC") == bytes(hex: "BC"))
    #expect(talk.ask("A3 30 30 31 32") == bytes(hex: "B3 30 30 31 32"))
    #expect(talk.ask("AC") == bytes(hex: "BC"))
    #expect(talk.ask("A3 30 30 31 32") == bytes(hex: "B3"))
  }

  @Test("status without function, zeros of the right length")
  func statusWithoutFunction_zeros() {
    var talk = Talk()
    #expect(talk.ask("C8") == bytes(hex: "D8 30 30"))
    #expect(talk.ask("CD") == bytes(hex: "DD 30 30 30 30"))
    #expect(talk.ask("C7") == bytes(hex: "D7 30 30 30 30"))
  }

  @Test("distance that is counted, hundredths of a mile that roll at 100.00")
  func distance_counted() {
    var settings = TrackmasterSettings()
    settings.countsDistance = true
    settings.firstCount = 9_999
    var talk = Talk(settings: settings)
    #expect(talk.ask("C7") == bytes(hex: "D7 39 39 39 39"))
    talk.treadmill.belt.run(at: 1_341_120, from: talk.now)
    #expect(talk.pass(30_000) == [])
    #expect(talk.ask("C7") == bytes(hex: "D7 30 30 30 31"))
  }

  @Test("Woodway as pyWoodway drives it, forwards and backwards")
  func woodway_bothWays() {
    var talk = Talk(.woodway)
    #expect(talk.ask("C0").first == 0xD0)
    #expect(talk.ask("AA") == bytes(hex: "BA"))
    #expect(talk.ask("C3") == bytes(hex: "D3 00 01 02 03"))
    #expect(talk.ask("A3 30 30 32 30") == bytes(hex: "B3"))
    #expect(talk.ask("A9") == bytes(hex: "B9"))
    #expect(talk.pass(5_000) == [])
    #expect(talk.ask("C1") == bytes(hex: "D1 30 30 32 30"))
    #expect(talk.ask("A3 33 30 32 30") == bytes(hex: "B3"))
    #expect(talk.ask("C1") == bytes(hex: "D1 33 30 32 30"))
    #expect(talk.ask("A1") == bytes(hex: "BF"))
    #expect(talk.ask("C7") == bytes(hex: "BF"))
  }

  @Test("Woodway started with the timer and left alone, master time-out told")
  func woodway_masterTimeOut() {
    var talk = Talk(.woodway)
    _ = talk.ask("A0")
    #expect(talk.pass(1_000) == bytes(hex: "BD"))
  }

  @Test("bytes take their time: at 4800 baud an answer of 5 bytes comes 12.5 ms after the request")
  func byteTime_kept() {
    var treadmill = SimulatedTrackmaster(seed: 1, variant: .trackmasterTMX, at: Self.start)
    treadmill.receive(hostBytes: [0xC1], at: Self.start)
    let chunks = treadmill.advance(to: Self.start + .seconds(1))
    #expect(chunks.count == 1)
    let after = chunks.first.map { ($0.at - Self.start).count } ?? 0
    #expect((12_500 + 2_000 + 1_000...12_500 + 5_000 + 1_000).contains(after))
  }

  @Test("requests without waiting, what exceeds the buffer lost")
  func noWaiting_overrun() {
    var talk = Talk()
    let answers = talk.ask(String(repeating: "C0", count: 40), within: 1_000)
    #expect(talk.treadmill.overruns > 0)
    #expect(answers.count == (40 - talk.treadmill.overruns) * 2)
  }

  @Test("power cut with the chip inside, the port gone; switched on, 'T' and silence, then answers")
  func powerCut_portGone() {
    var faults = TrackmasterFaults()
    faults.powerCuts = [Self.start + .seconds(5)..<Self.start + .seconds(10)]
    faults.portGoesWithPower = true
    var talk = Talk(faults: faults)
    talk.treadmill.belt.run(at: 1_000_000, from: Self.start)
    #expect(talk.pass(4_900) == [])
    #expect(talk.treadmill.isAttached)
    #expect(talk.pass(200) == [])
    #expect(!talk.treadmill.isAttached)
    #expect(talk.ask("C1", within: 2_900) == [])
    #expect(!talk.treadmill.belt.isRunning(at: talk.now))
    #expect(talk.pass(2_500) == bytes(hex: "54"))
    #expect(talk.treadmill.isAttached)
    #expect(talk.ask("C1") == [])
    #expect(talk.pass(4_000) == [])
    #expect(talk.ask("C1") == bytes(hex: "D1 30 30 30 30"))
  }

  @Test("how often time is moved, no difference to what comes")
  func advance_anyStep() {
    func stream(stepping step: Int64) -> [UInt8] {
      var faults = TrackmasterFaults()
      (faults.halfAnswersPerMille, faults.garbagePerMille) = (200, 200)
      faults.splitsAnswers = true
      var treadmill = SimulatedTrackmaster(
        seed: 4, variant: .geT2100, at: Self.start, faults: faults)
      treadmill.belt.run(at: 1_200_000, from: Self.start)
      var found: [UInt8] = []
      for time in stride(from: Int64(0), to: 20_000, by: Int64.Stride(step)) {
        let now = Self.start + .milliseconds(time)
        if time % 200 == 0 { treadmill.receive(hostBytes: [0xC1], at: now) }
        found += treadmill.advance(to: now).flatMap(\.bytes)
      }
      return found
    }
    let reference = stream(stepping: 200)
    #expect(reference.count > 300)
    #expect(stream(stepping: 1).starts(with: reference.prefix(300)))
  }

  @Test("random bytes from a host, answered or not, never a fault")
  func randomBytes_survived() {
    var random = SplitMix(state: 3)
    for variant in [TrackmasterVariant.trackmasterTMX, .woodway] {
      var talk = Talk(variant)
      var answered = 0
      for _ in 0..<2_000 {
        let chunk = (0..<Int.random(in: 1...4, using: &random)).map { _ in
          UInt8.random(in: 0x20 ... .max, using: &random)
        }
        talk.treadmill.receive(hostBytes: chunk, at: talk.now)
        answered += talk.pass(40).count
      }
      #expect(answered > 1_000)
      #expect(talk.treadmill.belt.steadySpeed(at: talk.now) <= talk.treadmill.belt.drive.fastest)
    }
  }
}
