import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// From a console's bytes to readings.
@Suite struct CsafeDecoderTests {
  struct Session {
    var decoder = CsafeDecoder(source: DeviceSource(3))
    var reports: [DeviceReport] = []
    private var toggle = false

    static func at(_ seconds: Double) -> MonotonicInstant {
      MonotonicInstant(microseconds: 9_000_000 + Int64(seconds * 1_000_000))
    }

    /// The console answers `request` with `items` behind a status of state `state`.
    mutating func answer(
      _ request: CsafeRequest, _ items: [UInt8], state: UInt8 = 5, at seconds: Double
    ) {
      toggle.toggle()
      decoder.sent(request.message.bytes, at: Self.at(seconds))
      let status = (toggle ? 0x80 : 0) | state
      decoder.receive(CsafeDeframerTests.frame([status] + items), at: Self.at(seconds)) {
        reports.append($0)
      }
    }

    /// GetHorizontal in `unit`.
    mutating func horizontal(_ count: UInt16, unit: UInt8 = 36, at seconds: Double) {
      answer(.horizontal, [0xA1, 3, UInt8(count & 0xFF), UInt8(count >> 8), unit], at: seconds)
    }

    /// GetSpeed in `unit`.
    mutating func speed(_ count: UInt16, unit: UInt8 = 49, at seconds: Double) {
      answer(.speed, [0xA5, 3, UInt8(count & 0xFF), UInt8(count >> 8), unit], at: seconds)
    }

    /// GetTWork.
    mutating func workTime(_ seconds: Int, at host: Double) {
      let parts = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { UInt8($0) }
      answer(.workTime, [0xA0, 3] + parts, at: host)
    }

    func readings(_ channel: Channel) -> [Reading] { reports.readings(channel) }

    func values(_ channel: Channel) -> [Int64] { readings(channel).map(\.value.integer) }

    var breaks: [OriginBreak] { reports.breaks }
  }

  @Test(
    "speeds in each unit that is a speed, exact to the next mm/s",
    arguments: [
      (16, 3, 1_341, 448), (17, 31, 1_386, 45), (18, 120, 536, 5), (19, 200, 1_016, 6),
      (48, 5, 1_389, 278), (49, 48, 1_333, 28), (50, 483, 1_342, 3), (51, 75, 1_250, 17),
    ] as [(UInt8, UInt16, Int64, Int64)])
  func speedUnits_exact(unit: UInt8, count: UInt16, millimetres: Int64, step: Int64) {
    var session = Session()
    session.speed(count, unit: unit, at: 0)
    let reading = session.readings(.speed).first
    #expect(reading?.value == .speed(MillimetresPerSecond(millimetres)))
    #expect(reading?.resolution == step)
    #expect(reading?.source == DeviceSource(3))
    #expect(reading?.raw.array == [0x85, 0xA5, 3, UInt8(count & 0xFF), UInt8(count >> 8), unit])
  }

  @Test("a speed in every other unit, left out and told once")
  func otherUnits_refused() {
    for unit in (0...255 as ClosedRange<UInt8>)
    where ![16, 17, 18, 19, 48, 49, 50, 51].contains(unit) {
      var session = Session()
      session.speed(79, unit: unit, at: 0)
      session.speed(80, unit: unit, at: 1)
      #expect(session.values(.speed) == [])
      #expect(session.reports.count(of: .speedUnitRefused) == 1)
    }
  }

  @Test(
    "distances in each unit that is a distance, exact",
    arguments: [
      (1, 1_609_344_000), (2, 160_934_400), (3, 16_093_440), (4, 1_609_344), (5, 304_800),
      (6, 25_400), (10, 3_048_000), (33, 1_000_000_000), (34, 100_000_000), (35, 10_000_000),
      (36, 1_000_000), (37, 100_000), (38, 10_000),
    ] as [(UInt8, Int64)])
  func distanceUnits_exact(unit: UInt8, micrometres: Int64) {
    var session = Session()
    session.horizontal(7, unit: unit, at: 0)
    session.horizontal(8, unit: unit, at: 0.5)
    #expect(session.values(.distance) == [0, micrometres])
    #expect(session.readings(.distance).allSatisfy { $0.resolution == micrometres })
  }

  @Test("a distance in steps or floors, left out and told once")
  func notADistance_refused() {
    var session = Session()
    for unit in [65, 67, 69, 0, 16, 255] as [UInt8] { session.horizontal(10, unit: unit, at: 0) }
    #expect(session.values(.distance) == [])
    #expect(session.reports.count(of: .distanceUnitRefused) == 1)
  }

  @Test("distance rolls at 65536, counted on exactly")
  func roll_exact() {
    var session = Session()
    session.horizontal(65_530, unit: 37, at: 0)
    session.horizontal(4, unit: 37, at: 1)
    #expect(session.values(.distance) == [0, 1_000_000])
    #expect(session.breaks == [])
  }

  @Test("ten minutes of silence while walking, the distance resumes exactly")
  func gap_exact() {
    var session = Session()
    session.workTime(100, at: 0)
    session.speed(48, at: 0.1)
    session.horizontal(130, at: 0.2)
    session.workTime(700, at: 600.4)
    session.horizontal(930, at: 600.5)
    #expect(session.values(.distance) == [0, 800_000_000])
    #expect(session.readings(.distance).allSatisfy { $0.isContinuous })
  }

  @Test("a use ended and another begun in the silence, told as broken and not joined")
  func resetInGap_broken() {
    var session = Session()
    session.workTime(100, at: 0)
    session.horizontal(130, at: 0.2)
    // Reset, and in 9 minutes of new use farther than before: the distance alone looks plausible.
    session.workTime(540, at: 600.4)
    session.horizontal(700, at: 600.5)
    session.horizontal(702, at: 602)
    #expect(session.values(.distance) == [0, 0, 2_000_000])
    #expect(session.readings(.distance).map(\.isContinuous) == [true, false, true])
    #expect(session.breaks == [.timeDisagrees])
  }

  @Test("a new use, told as a reset whether clock or distance shows it first")
  func newUse_reset() {
    var byClock = Session()
    byClock.workTime(300, at: 0)
    byClock.horizontal(400, at: 0.1)
    byClock.workTime(0, at: 2)
    byClock.horizontal(0, at: 2.1)
    var byDistance = Session()
    byDistance.horizontal(400, at: 0.1)
    byDistance.horizontal(0, at: 2.1)
    for session in [byClock, byDistance] {
      #expect(session.breaks == [.deviceReset])
      #expect(session.values(.distance) == [0, 0])
    }
  }

  @Test("a clock that counts down to its goal, no reset")
  func countdown_noReset() {
    var session = Session()
    for second in 0..<30 {
      session.workTime(29 - second, at: Double(second))
      session.horizontal(UInt16(second), at: Double(second) + 0.2)
    }
    #expect(session.breaks == [])
    #expect(session.values(.distance).last == 29_000_000)
  }

  @Test("units switched at the console, a new origin and the total goes on")
  func unitSwitched_newOrigin() {
    var session = Session()
    session.horizontal(10, unit: 35, at: 0)
    session.horizontal(11, unit: 35, at: 5)
    session.horizontal(7, unit: 3, at: 6)
    session.horizontal(8, unit: 3, at: 12)
    #expect(session.values(.distance) == [0, 10_000_000, 10_000_000, 26_093_440])
    #expect(session.breaks == [.deviceReset])
  }

  @Test("a silence in which 655 m may have been walked by a counter in cm, told as too long")
  func centimetres_tooLong() {
    var session = Session()
    session.speed(48, at: 0)
    session.horizontal(1_000, unit: 38, at: 0.2)
    session.horizontal(2_000, unit: 38, at: 600)
    #expect(session.breaks == [.gapTooLong])
    #expect(session.values(.distance) == [0, 0])
  }

  @Test("grades with sign and unit, told in 0.01 % when they change")
  func grades_told() {
    var session = Session()
    let told: [(UInt8, UInt8, UInt8)] = [
      (25, 0, 76), (25, 0, 76), (0xEC, 0xFF, 76), (3, 0, 74), (0x2C, 1, 75), (9, 0, 17),
    ]
    for (low, high, unit) in told { session.answer(.grade, [0xA8, 3, low, high, unit], at: 0) }
    #expect(session.reports.grades == [250, -200, 300])
  }

  @Test(
    "states, told as what the belt does",
    arguments: zip(
      0...15 as ClosedRange<UInt8>,
      [
        .fault, .stopped, .stopped, .stopped, .unknown, .running, .paused, .paused, .unknown,
        .unknown, .unknown, .unknown, .unknown, .unknown, .unknown, .unknown,
      ] as [BeltState]))
  func states_belt(bits: UInt8, belt: BeltState) {
    var session = Session()
    session.answer(.status, [], state: bits, at: 0)
    session.answer(.status, [], state: bits, at: 1)
    #expect(session.reports == [.belt(belt)])
  }

  @Test("a console without GetHorizontal, told once while it is in use")
  func noDistance_told() {
    var session = Session()
    for second in 0..<5 { session.answer(.horizontal, [], state: 1, at: Double(second)) }
    #expect(!session.reports.contains(.limit(.distanceAbsent)))
    for second in 5..<10 { session.answer(.horizontal, [], state: 5, at: Double(second)) }
    #expect(session.reports.count(of: .distanceAbsent) == 1)
  }

  @Test("the host's own request coming back, no answer")
  func echo_ignored() {
    var session = Session()
    let request = CsafeRequest.speed.message.bytes
    session.decoder.sent(request, at: Session.at(0))
    session.decoder.receive(request, at: Session.at(0)) { _ in Issue.record("an echo tells") }
    #expect(session.decoder.counts.packets == 0 && session.decoder.counts.foreignPackets == 1)
    session.decoder.receive(bytes(hex: "f185a5033000314af2"), at: Session.at(0)) { _ in }
    #expect(session.decoder.counts.receiveFailures == 0)
  }

  @Test("an answer that comes twice, both read and one counted as a repeat")
  func repeated_counted() {
    var session = Session()
    let frame = CsafeDeframerTests.frame([0x85, 0xA5, 3, 48, 0, 49])
    session.decoder.receive(frame + frame, at: Session.at(0)) { session.reports.append($0) }
    #expect(session.values(.speed) == [1_333, 1_333])
    #expect(session.decoder.counts.repeats == 1 && session.decoder.counts.packets == 2)
  }

  @Test("another console at the same cable, told and left out until the first is back")
  func otherConsole_leftOut() {
    func serial(_ text: String) -> [UInt8] { [0x94, UInt8(text.utf8.count)] + Array(text.utf8) }
    var session = Session()
    session.answer(.serial, serial("A17 "), at: 0)
    session.horizontal(10, at: 1)
    session.answer(.serial, serial("B9"), at: 2)
    session.horizontal(400, at: 3)
    session.answer(.serial, serial("B9"), at: 4)
    session.answer(.serial, serial("A17"), at: 5)
    session.horizontal(13, at: 6)
    #expect(session.decoder.serial == "A17")
    #expect(session.values(.distance) == [0, 3_000_000])
    #expect(session.reports.changes == [["A17", "B9"]])
  }

  @Test("answers cut short or of odd lengths, no reading and no trap")
  func malformed_noReading() {
    var session = Session()
    for id in 0...255 as ClosedRange<UInt8> {
      for data in [[], [1], [1, 2], [9, 1, 2], [3, 1, 2], [4, 1, 2, 36], [5, 1]] as [[UInt8]] {
        session.answer(.status, [id] + data, at: 0)
      }
    }
    #expect(session.values(.speed) == [] && session.values(.distance) == [])
  }

  @Test(
    "random answers at random times, distance never falls", arguments: 1...20 as ClosedRange<UInt64>
  )
  func random_neverFalls(seed: UInt64) {
    var random = SplitMix(state: seed)
    var session = Session()
    let units: [UInt8] = [1, 3, 5, 33, 35, 36, 38, 49, 82]
    var now = 0.0
    for _ in 0..<500 {
      now += [0.1, 0.1, 1, 300, 90_000, -5].randomElement(using: &random) ?? 0
      let unit = units.randomElement(using: &random) ?? 36
      switch Int.random(in: 0...3, using: &random) {
      case 0: session.speed(.random(in: 0...65_535, using: &random), unit: unit, at: now)
      case 1: session.workTime(.random(in: 0...99_999, using: &random), at: now)
      default: session.horizontal(.random(in: 0...65_535, using: &random), unit: unit, at: now)
      }
    }
    let distances = session.values(.distance)
    #expect(zip(distances, distances.dropFirst()).allSatisfy { $0 <= $1 })
  }
}
