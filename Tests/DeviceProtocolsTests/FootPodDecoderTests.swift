import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// From the stick's bytes to readings of one pod.
@Suite struct FootPodDecoderTests {
  static let pod = AntChannelID(deviceNumber: 4711, deviceType: 0x7C, transmissionType: 1)
  static let other = AntChannelID(deviceNumber: 815, deviceType: 0x7C, transmissionType: 1)

  static func at(_ seconds: Double) -> MonotonicInstant {
    MonotonicInstant(microseconds: 9_000_000 + Int64(seconds * 1_000_000))
  }

  static func frame(
    _ page: AntPage, from id: AntChannelID? = pod, channel: UInt8 = 0, ticks: UInt16? = nil
  ) -> [UInt8] {
    AntData(channel: channel, page: page, from: id, receiveTicks: ticks).message.encoded
  }

  static func main(
    _ seconds: Int, sixteenths: Int, speed: UInt16 = 384, strides: Int = 0
  ) -> AntPage {
    SdmMainPage(
      timeFraction: 0, timeSeconds: UInt8(seconds % 256), distance: UInt16(sixteenths % 4096),
      speed: SdmSpeed(speed), strides: UInt8(strides % 256), latency: 0
    ).encoded
  }

  struct Session {
    var decoder = FootPodDecoder(source: DeviceSource(3))
    var reports: [DeviceReport] = []

    mutating func receive(_ bytes: [UInt8], at seconds: Double) {
      decoder.receive(bytes, at: FootPodDecoderTests.at(seconds)) { reports.append($0) }
    }

    func values(_ channel: Channel) -> [Int64] {
      readings(channel).map(\.value.integer)
    }

    func readings(_ channel: Channel) -> [Reading] {
      reports.compactMap { report in
        guard case .reading(let reading) = report, reading.value.channel == channel else {
          return nil
        }
        return reading
      }
    }
  }

  @Test("pages 1, speed and totals since the first with instant and source")
  func mainPages_readings() {
    var session = Session()
    session.receive(Self.frame(Self.main(10, sixteenths: 4_090, strides: 250)), at: 0)
    session.receive(Self.frame(Self.main(11, sixteenths: 4_114, strides: 257)), at: 1)
    #expect(session.values(.speed) == [1_500, 1_500])
    #expect(session.values(.distance) == [0, 1_500_000])
    #expect(session.values(.strides) == [0, 7])
    let last = session.readings(.distance).last
    #expect(last?.instant == Self.at(1) && last?.source.number == 3)
    #expect(session.reports.first == .identity(.init(driver: "ant-sdm", serial: "4711")))
    #expect(session.reports.contains(.totalsWanted))
  }

  @Test("same page again and again, every one a reading and counted as a repeat")
  func repeats_keptAndCounted() {
    var session = Session()
    for number in 0..<5 {
      session.receive(Self.frame(Self.main(1, sixteenths: 1)), at: Double(number) / 4)
    }
    #expect(session.values(.speed).count == 5)
    #expect(session.decoder.counts.repeats == 4 && session.decoder.counts.packets == 5)
  }

  @Test("stamps with a hole of three periods, two packets missed; without stamps nothing claimed")
  func stamps_missedPackets() {
    var session = Session()
    session.receive(Self.frame(Self.main(0, sixteenths: 0), ticks: nil), at: 0)
    #expect(session.decoder.counts.missedPackets == nil)
    var ticks: UInt16 = 60_000
    for (number, periods) in [1, 1, 3, 1, 10].enumerated() {
      ticks &+= UInt16(truncatingIfNeeded: 8_134 * periods)
      let before = [1, 1, 3, 1, 10].prefix(number + 1).reduce(0, +)
      session.receive(
        Self.frame(Self.main(0, sixteenths: 0), ticks: ticks), at: Double(before) * 0.2482)
    }
    #expect(session.decoder.counts.missedPackets == 11)
    let failure = AntReport.event(channel: 0, .receiveFailed).message.encoded
    session.receive(failure + failure, at: 5)
    #expect(session.decoder.counts.receiveFailures == 2)
  }

  @Test("pages of another channel, left out")
  func otherChannel_leftOut() {
    var session = Session()
    session.receive(Self.frame(Self.main(0, sixteenths: 0), channel: 1), at: 0)
    #expect(session.reports.isEmpty)
    #expect(session.decoder.counts.messages == 1 && session.decoder.counts.packets == 0)
  }

  @Test("another pod takes the channel, told once and its counters never mixed in")
  func swap_notMixed() {
    var session = Session()
    session.receive(Self.frame(Self.main(0, sixteenths: 0)), at: 0)
    session.receive(Self.frame(Self.main(1, sixteenths: 24)), at: 1)
    for second in 2..<5 {
      let page = Self.main(second + 100, sixteenths: 3_000 + second)
      session.receive(Self.frame(page, from: Self.other), at: Double(second))
    }
    session.receive(Self.frame(Self.main(5, sixteenths: 120)), at: 5)
    #expect(session.values(.distance) == [0, 1_500_000, 7_500_000])
    let swaps = session.reports.count {
      $0
        == .identityChanged(
          from: "\(Self.pod.deviceNumber)", to: "\(Self.other.deviceNumber)")
    }
    #expect(swaps == 1)
    #expect(session.decoder.counts.foreignPackets == 3)
  }

  @Test("stick without extended data, the channel id message tells which pod")
  func channelIDMessage_identity() {
    var session = Session()
    session.receive(Self.frame(Self.main(0, sixteenths: 0), from: nil), at: 0)
    #expect(session.decoder.transmitter == nil)
    session.receive(AntReport.channelID(channel: 0, Self.pod).message.encoded, at: 0)
    #expect(session.decoder.transmitter == Self.pod)
    session.receive(AntReport.channelID(channel: 0, Self.other).message.encoded, at: 1)
    session.receive(Self.frame(Self.main(1, sixteenths: 24), from: nil), at: 1)
    #expect(session.values(.distance) == [0])
    #expect(session.decoder.counts.foreignPackets == 1)
  }

  @Test("maker, product and battery pages, told once each")
  func commonPages_identityAndBattery() throws {
    var session = Session()
    let maker = AntManufacturerPage(hardwareRevision: 2, manufacturer: 1, model: 99).encoded
    let product = AntProductPage(supplementaryRevision: 34, mainRevision: 12, serial: 5_678).encoded
    let battery = try #require(AntPage(bytes(hex: "52 ff 12 00 01 00 80 42")))
    for page in [maker, maker, product, product, battery, battery] {
      session.receive(Self.frame(page), at: 0)
    }
    let identities = session.reports.compactMap {
      if case .identity(let identity) = $0 { identity } else { nil }
    }
    #expect(identities.count == 3)
    #expect(
      identities.last
        == DeviceIdentity(
          driver: "ant-sdm", serial: "4711-5678", model: "maker 1 model 99",
          revision: "hardware 2, software 1.234"))
    let batteries = session.reports.compactMap {
      if case .battery(let battery) = $0 { battery } else { nil }
    }
    #expect(batteries.count == 1)
    #expect(batteries.first?.level == .low && batteries.first?.millivolts == 2_500)
  }

  @Test("status of the supplementary page, told when it changes; its battery yields to page 82")
  func status_toldOnChange() throws {
    var session = Session()
    func page(_ status: UInt8) -> AntPage {
      SdmSupplementaryPage(
        number: 2, cadence: 900, speed: SdmSpeed(256), status: SdmStatus(rawValue: status)
      ).encoded
    }
    for status in [0x11, 0x11, 0x31] as [UInt8] { session.receive(Self.frame(page(status)), at: 0) }
    let battery = try #require(AntPage(bytes(hex: "52 ff 02 0d 00 00 80 13")))
    session.receive(Self.frame(battery), at: 0)
    session.receive(Self.frame(page(0x11)), at: 0)
    let statuses = session.reports.compactMap {
      if case .status(let status) = $0 { status.rawValue } else { nil }
    }
    #expect(statuses == [0x11, 0x31, 0x11])
    let levels = session.reports.compactMap {
      if case .battery(let battery) = $0 { battery.level } else { nil }
    }
    #expect(levels == [.good, .low, .new])
    #expect(session.values(.speed) == [1_000, 1_000, 1_000, 1_000])
  }

  @Test("pod that never tells a speed, no speed while it walks")
  func noSpeed_absentNotZero() {
    var session = Session()
    for second in 0..<5 {
      session.receive(
        Self.frame(Self.main(second, sixteenths: second * 20, speed: 0)), at: Double(second))
    }
    #expect(session.values(.speed) == [])
    session.receive(Self.frame(Self.main(5, sixteenths: 80, speed: 0)), at: 5)
    #expect(session.values(.speed) == [0])
    #expect(session.values(.distance).last == 5_000_000)
  }

  @Test("pod that walked and stops, speed 0 is a speed")
  func stop_zero() {
    var session = Session()
    session.receive(Self.frame(Self.main(0, sixteenths: 0)), at: 0)
    session.receive(Self.frame(Self.main(1, sixteenths: 16, speed: 0)), at: 1)
    #expect(session.values(.speed) == [1_500, 0])
  }

  @Test(
    "capabilities page, only what it calls valid is read",
    arguments: [SdmFields.speed, .distance, []])
  func capabilities_believed(_ fields: SdmFields) {
    var session = Session()
    session.receive(Self.frame(fields.encoded), at: 0)
    session.receive(Self.frame(Self.main(0, sixteenths: 0, speed: 0)), at: 0)
    #expect(session.values(.speed).count == (fields.contains(.speed) ? 1 : 0))
    #expect(session.values(.distance).count == (fields.contains(.distance) ? 1 : 0))
    #expect(session.values(.strides).count == 1)
    #expect(session.reports.contains(.fields(fields)))
  }

  @Test("long gap with totals around it, the break is told and then bridged")
  func longGap_bridged() {
    var session = Session()
    func totals(_ metres: Int) -> AntPage {
      SdmTotalsPage(strides: UInt32(metres * 4 / 5), distance: UInt32(metres * 256)).encoded
    }
    session.receive(Self.frame(Self.main(0, sixteenths: 0)), at: 0)
    session.receive(Self.frame(totals(5_000)), at: 0.25)
    session.receive(Self.frame(Self.main(400, sixteenths: 9_600, strides: 480)), at: 400)
    #expect(session.readings(.distance).last?.isContinuous == false)
    #expect(session.values(.distance).last == 0)
    session.receive(Self.frame(totals(5_600)), at: 400.25)
    #expect(session.reports.contains(.broken(.gapTooLong)))
    #expect(session.reports.contains(.bridged(distance: Micrometres(600_000_000), strides: 480)))
    #expect(session.values(.distance).last == 600_000_000)
    #expect(session.values(.strides).last == 480)
    #expect(session.reports.count { $0 == .totalsWanted } == 2)
  }

  @Test("totals never answered, asked five times ten seconds apart")
  func totalsUnanswered_askedFiveTimes() {
    var session = Session()
    for second in 0..<300 {
      let page = Self.main(second, sixteenths: second * 24)
      session.receive(Self.frame(page), at: Double(second))
    }
    #expect(session.reports.count { $0 == .totalsWanted } == 5)
  }

  /// A walk of `seconds` with every kind of page, padding and another channel's events.
  static func walk(_ seconds: Int) -> [UInt8] {
    var stream: [UInt8] = []
    for second in 0..<seconds {
      stream += frame(main(second, sixteenths: second * 23, strides: second))
      stream += AntReport.event(channel: 1, .transmitted).message.encoded + [0, 0]
      stream += frame(
        SdmSupplementaryPage(
          number: 3, cadence: 900, speed: SdmSpeed(370), caloriesCounter: UInt8(second % 256),
          status: SdmStatus(rawValue: 0x11)
        ).encoded)
      if second % 16 == 0 {
        stream += frame(
          AntProductPage(supplementaryRevision: nil, mainRevision: 9, serial: 4).encoded)
      }
    }
    return stream
  }

  @Test("walk in any cuts and behind garbage, the same reports")
  func walk_anyCuts() {
    let verifier = ChunkSplitting<DeviceReport>(
      Self.walk(60), garbage: [[0], [0xA4, 0x09], [0x11, 0xA4, 0x22], [0xA4, 0x40]]
    ) {
      var decoder = FootPodDecoder(source: DeviceSource(1))
      return { chunk in
        var reports: [DeviceReport] = []
        decoder.receive(chunk, at: Self.at(0)) { reports.append($0) }
        return reports
      }
    }
    #expect(verifier.whole.count > 180)
    #expect(verifier.disagreements() == [])
  }

  @Test("random bytes and pages at random times, no trap")
  func randomBytes_noTrap() {
    var random = SplitMix(state: 99)
    var session = Session()
    for _ in 0..<2_000 {
      let page = AntPage(bits: random.next() & ~0x1F | UInt64.random(in: 0...31, using: &random))
      let noise = (0..<8).map { _ in UInt8.random(in: 0...255, using: &random) }
      let instant = MonotonicInstant(microseconds: Int64(bitPattern: random.next()))
      session.decoder.receive(
        Self.frame(page, ticks: UInt16.random(in: 0...65_535, using: &random)) + noise, at: instant
      ) { _ in }
    }
    #expect(session.decoder.counts.packets > 1_000)
  }
}
