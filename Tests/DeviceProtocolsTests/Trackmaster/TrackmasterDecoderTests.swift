import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// What the answers of a treadmill tell.
@Suite struct TrackmasterDecoderTests {
  static let start = MonotonicInstant(microseconds: 50_000_000)

  static func at(_ milliseconds: Int64) -> MonotonicInstant {
    start + .milliseconds(milliseconds)
  }

  /// A decoder and all that it told.
  struct Listener {
    var decoder: TrackmasterDecoder
    var reports: [DeviceReport] = []

    init(_ variant: TrackmasterVariant = .trackmasterTMX) {
      decoder = TrackmasterDecoder(source: DeviceSource(1), variant: variant)
    }

    mutating func hear(_ hex: String, at milliseconds: Int64 = 0) {
      decoder.receive(bytes(hex: hex), at: at(milliseconds)) { reports.append($0) }
    }

    /// Tells `tenths` as the actual speed.
    mutating func hear(tenths: Int, at milliseconds: Int64) {
      hear(number: tenths, 0xD1, milliseconds)
    }

    mutating func hear(count: Int, at milliseconds: Int64) {
      hear(number: count, 0xD7, milliseconds)
    }

    private mutating func hear(number: Int, _ code: UInt8, _ milliseconds: Int64) {
      let digits = [1_000, 100, 10, 1].map { UInt8(0x30 + number / $0 % 10) }
      decoder.receive([code] + digits, at: at(milliseconds)) { reports.append($0) }
    }

    func readings(_ channel: Channel) -> [Reading] {
      reports.compactMap { report in
        guard case .reading(let reading) = report, reading.value.channel == channel else {
          return nil
        }
        return reading
      }
    }

    func integers(_ channel: Channel) -> [Int64] { readings(channel).map(\.value.integer) }

    var belts: [BeltState] {
      reports.compactMap { if case .belt(let state) = $0 { state } else { nil } }
    }

    var limits: [DeviceLimit] {
      reports.compactMap { if case .limit(let limit) = $0 { limit } else { nil } }
    }

    var breaks: [OriginBreak] {
      reports.compactMap { if case .broken(let reason) = $0 { reason } else { nil } }
    }
  }

  @Test(
    "0031 in each unit, the speed in mm/s and its step",
    arguments: [
      (TrackmasterVariant.trackmasterTMX, Int64(1_386), Int64(45)),
      (.geT2100, 1_386, 45), (.axelero, 861, 28), (.woodway, 1_386, 45),
    ])
  func speed_byUnit(_ variant: TrackmasterVariant, speed: Int64, step: Int64) {
    var listener = Listener(variant)
    listener.hear("D1 30 30 33 31", at: 20)
    #expect(listener.integers(.speed) == [speed])
    let reading = listener.readings(.speed).first
    #expect(reading?.resolution == step)
    #expect(reading?.instant == Self.at(20))
    #expect(reading?.raw.array == bytes(hex: "D1 30 30 33 31"))
  }

  @Test("belt status 1, 2, 3, stopped and running, told when it changes")
  func status_toldOnChange() {
    var listener = Listener()
    listener.hear("D0 31 D0 31 D0 32 D0 33 D0 31 D0 37")
    #expect(listener.belts == [.stopped, .running, .stopped, .unknown])
    #expect(listener.decoder.counts.packets == 6)
    #expect(listener.decoder.counts.repeats == 1)
  }

  @Test("elevation 5.0 %, the grade in 0.01 %, told when it changes")
  func elevation_grade() {
    var listener = Listener()
    listener.hear("D2 30 30 35 30 D2 30 30 35 30 D2 30 30 35 35 D2 39 39 39 39")
    #expect(listener.reports == [.grade(500), .grade(550)])
    #expect(listener.decoder.counts.droppedBytes == 0)
  }

  @Test("speed 999.9, no speed and an emergency stop, until a true speed comes")
  func invalidSpeed_emergencyStop() {
    var listener = Listener()
    listener.hear("D0 33")
    listener.hear(tenths: 12, at: 0)
    listener.hear(tenths: 9_999, at: 200)
    listener.hear("D0 33", at: 210)
    #expect(listener.integers(.speed) == [536])
    #expect(listener.belts == [.running, .emergencyStop])
    listener.hear(tenths: 0, at: 400)
    #expect(listener.integers(.speed) == [536, 0])
    #expect(listener.belts == [.running, .emergencyStop, .running])
  }

  @Test("a speed that no such belt reaches, left out and counted as dropped")
  func impossibleSpeed_dropped() {
    var listener = Listener()
    listener.hear(tenths: 300, at: 0)
    listener.hear(tenths: 5_012, at: 200)
    #expect(listener.reports.isEmpty)
    #expect(listener.decoder.counts.droppedBytes == 10)
    #expect(listener.decoder.counts.messages == 0)
  }

  @Test("refusals, self-test and foreign answers, counted and silent")
  func refusals_silent() {
    var listener = Listener()
    listener.hear("BE BF DF 54 D3 30 30 33 31")
    #expect(listener.reports.isEmpty)
    #expect(listener.decoder.counts.messages == 5)
    #expect(listener.decoder.counts.packets == 0)
  }

  @Test("requests without an answer, counted; an unfinished answer not joined to the next")
  func noAnswer_counted() {
    var listener = Listener()
    listener.decoder.sent([0xC1], at: Self.at(0))
    listener.hear("D1 30 30", at: 10)
    listener.decoder.sent([0xC0], at: Self.at(500))
    listener.hear("33 31 D0 33", at: 510)
    listener.decoder.sent([0xC1], at: Self.at(600))
    #expect(listener.decoder.counts.receiveFailures == 1)
    #expect(listener.decoder.counts.droppedBytes == 5)
    #expect(listener.belts == [.running])
  }

  @Test("any cut of a stream, the same reports")
  func anyCut_sameReports() {
    let stream = bytes(
      hex:
        "D1 30 30 31 32 D0 33 D2 30 30 31 30 D7 30 30 31 32 D7 30 30 31 33 BE D1 39 39 39 39 D1 30")
    let verifier = ChunkSplitting<DeviceReport>(stream, garbage: [bytes(hex: "30 31 D1 30 B0")]) {
      var decoder = TrackmasterDecoder(source: DeviceSource(1), variant: .trackmasterTMX)
      return { chunk in
        var found: [DeviceReport] = []
        decoder.receive(chunk, at: Self.at(0)) { found.append($0) }
        return found
      }
    }
    #expect(verifier.whole.count == 6)
    #expect(verifier.disagreements() == [])
  }

  // MARK: Woodway

  @Test("Woodway backwards, no speed, a belt that tells nothing, and a broken distance")
  func backwards_absent() {
    var listener = Listener(.woodway)
    listener.hear(tenths: 12, at: 0)
    listener.hear(tenths: 12, at: 1_000)
    listener.hear(tenths: 3_012, at: 1_200)
    listener.hear(tenths: 12, at: 1_400)
    #expect(listener.integers(.speed) == [536, 536, 536])
    #expect(listener.belts == [.running, .unknown, .running])
    #expect(listener.breaks == [.gapTooLong])
    #expect(listener.integers(.distance) == [0, 536_448, 536_448])
    #expect(listener.readings(.distance).map(\.isContinuous) == [true, true, false])
  }

  @Test("Woodway with another direction digit, left out; its test answer tells no belt state")
  func otherDirection_dropped() {
    var listener = Listener(.woodway)
    listener.hear(tenths: 1_012, at: 0)
    listener.hear("D0 33", at: 200)
    #expect(listener.reports.isEmpty)
    #expect(listener.decoder.counts.droppedBytes == 5)
    listener.hear(tenths: 0, at: 400)
    #expect(listener.belts == [.stopped])
  }

  @Test("every choice of configuration, a driver and a decoder for it; another one, none")
  func choices_made() {
    for variant in TrackmasterVariant.all {
      let choice = DriverChoice(driver: .trackmaster, variant: variant.id)
      #expect(choice.makeDecoder(source: DeviceSource(1)) is TrackmasterDecoder)
      #expect(
        choice.makeDriver(source: DeviceSource(1), networkKey: .publicNetwork)
          is TrackmasterDriver)
    }
    #expect(Set(TrackmasterVariant.all.map(\.id)).count == 8)
    for variant in ["", "trackmaster", "medisoft-870"] {
      let choice = DriverChoice(driver: .trackmaster, variant: variant)
      #expect(choice.makeDecoder(source: DeviceSource(1)).map { _ in true } == nil)
      let driver = choice.makeDriver(source: DeviceSource(1), networkKey: .publicNetwork)
      #expect(driver.map { _ in true } == nil)
    }
  }

  @Test("all that can be sent, status requests of one byte and no command")
  func requests_statusOnly() {
    let sent = TrackmasterRequest.allCases.map(\.message.bytes)
    #expect(sent == [[0xC1], [0xC0], [0xC2], [0xC7]])
    #expect(TrackmasterVariant.woodway.requests.map(\.rawValue) == [0xC1, 0xC0, 0xC2])
  }
}
