import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// From the stick's bytes to readings of one ANT+ treadmill.
@Suite struct FeTreadmillDecoderTests {
  static let treadmill = AntChannelID(deviceNumber: 2_604, deviceType: 0x11, transmissionType: 5)

  static func frame(_ page: [UInt8], from id: AntChannelID? = treadmill) -> [UInt8] {
    guard let page = AntPage(page) else { return [] }
    return AntData(channel: 0, page: page, from: id).message.encoded
  }

  struct Session {
    var decoder = FeTreadmillDecoder(source: DeviceSource(4))
    var reports: [DeviceReport] = []

    mutating func receive(_ page: [UInt8], at seconds: Double) {
      let instant = MonotonicInstant(microseconds: 7_000_000 + Int64(seconds * 1_000_000))
      decoder.receive(FeTreadmillDecoderTests.frame(page), at: instant) { reports.append($0) }
    }

    /// Page 16: `time` in s and `metres` as the treadmill counts them.
    mutating func general(
      time: Double, metres: Int, state: UInt8 = 3, speed: UInt16 = 1_500, flags: UInt8 = 4,
      equipment: UInt8 = 19, at seconds: Double
    ) {
      let quarters = UInt8(truncatingIfNeeded: Int(time * 4))
      receive(
        [
          16, equipment, quarters, UInt8(truncatingIfNeeded: metres), UInt8(speed & 0xFF),
          UInt8(speed >> 8), 0xFF, state << 4 | flags,
        ], at: seconds)
    }

    func readings(_ channel: Channel) -> [Reading] { reports.readings(channel) }

    func values(_ channel: Channel) -> [Int64] { readings(channel).map(\.value.integer) }

    var breaks: [OriginBreak] { reports.breaks }

    var belts: [BeltState] { reports.belts }
  }

  @Test("the worked page, 1.5 m/s in use at its first distance")
  func workedPage_read() {
    var session = Session()
    session.receive(bytes(hex: "10 13 80 40 DC 05 46 34"), at: 0)
    #expect(session.values(.speed) == [1_500] && session.values(.distance) == [0])
    #expect(session.readings(.speed).first?.resolution == 1)
    #expect(session.readings(.distance).first?.resolution == 1_000_000)
    #expect(session.belts == [.running])
    #expect(session.decoder.serial == "2604")
  }

  @Test(
    "state nibble, the three bits above the low four",
    arguments: [
      (0x04, .unknown), (0x14, .stopped), (0x24, .stopped), (0x34, .running), (0x44, .paused),
      // The low bits of an "in use" page are no state: a peer reads "finished" out of them.
      (0x37, .running), (0xB4, .running), (0xC3, .paused), (0x54, .unknown), (0x7F, .unknown),
    ] as [(UInt8, BeltState)])
  func stateNibble_belt(byte: UInt8, belt: BeltState) {
    var session = Session()
    session.receive([17, 0xFF, 0xFF, 0xFF, 0, 0, 0, byte], at: 0)
    #expect(session.belts == [belt])
  }

  @Test("distance and time roll over, counted on exactly")
  func rolls_exact() {
    var session = Session()
    for second in 0...400 {
      session.general(time: 50 + Double(second), metres: 250 + second, at: Double(second))
    }
    #expect(session.values(.distance).last == 400_000_000)
    #expect(session.breaks == [])
  }

  @Test("a silence of less than 256 m, the distance resumes exactly")
  func gap_exact() {
    var session = Session()
    session.general(time: 10, metres: 20, at: 0)
    session.general(time: 10 + 170, metres: 20 + 255, at: 170)
    #expect(session.values(.distance) == [0, 255_000_000])
    #expect(session.readings(.distance).allSatisfy { $0.isContinuous })
  }

  @Test("a silence in which 256 m may have been walked, told as too long")
  func longGap_broken() {
    var session = Session()
    session.general(time: 10, metres: 20, at: 0)
    session.general(time: 10 + 171, metres: 20 + 257, at: 171)
    session.general(time: 10 + 173, metres: 20 + 260, at: 173)
    #expect(session.values(.distance) == [0, 0, 3_000_000])
    #expect(session.breaks == [.gapTooLong])
  }

  @Test("reset unheard in a silence, told by the treadmill's clock")
  func resetInGap_broken() {
    var session = Session()
    session.general(time: 30, metres: 40, at: 0)
    // Reset and walked 50 m since: as a distance a plausible 10 m.
    session.general(time: 33, metres: 50, at: 40)
    #expect(session.breaks == [.timeDisagrees])
    #expect(session.values(.distance) == [0, 0])
  }

  @Test("becoming ready, a new origin told as a reset")
  func ready_newOrigin() {
    var session = Session()
    session.general(time: 60, metres: 90, at: 0)
    session.general(time: 61, metres: 92, at: 1)
    session.general(time: 61, metres: 92, state: 4, speed: 0, at: 2)
    session.receive([17, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0x20], at: 3)
    session.general(time: 0, metres: 0, state: 2, speed: 0, at: 3.5)
    session.general(time: 1, metres: 1, at: 5)
    #expect(session.values(.distance) == [0, 2_000_000, 2_000_000, 2_000_000, 3_000_000])
    #expect(session.breaks == [.deviceReset])
    #expect(session.belts == [.running, .paused, .stopped, .running])
  }

  @Test("ready again and again before the first walk, nothing is lost")
  func readyAtFirst_nothingLost() {
    var session = Session()
    session.general(time: 0, metres: 0, state: 2, speed: 0, at: 0)
    session.general(time: 0, metres: 0, state: 1, speed: 0, at: 1)
    session.general(time: 0, metres: 0, state: 2, speed: 0, at: 2)
    session.general(time: 1, metres: 1, at: 4)
    #expect(session.values(.distance).last == 1_000_000)
    #expect(session.breaks == [])
  }

  @Test("paused with its clock stopped, goes on without a break")
  func paused_noBreak() {
    var session = Session()
    session.general(time: 10, metres: 10, at: 0)
    for second in 1...30 {
      session.general(time: 11, metres: 11, state: 4, speed: 0, at: Double(second))
    }
    session.general(time: 12, metres: 12, at: 31)
    #expect(session.values(.distance).last == 2_000_000)
    #expect(session.breaks == [])
  }

  @Test("speed FFFF, absent and not 65.535 m/s")
  func invalidSpeed_absent() {
    var session = Session()
    session.general(time: 1, metres: 1, speed: 0xFFFF, at: 0)
    #expect(session.values(.speed) == [] && session.values(.distance) == [0])
  }

  @Test("computed speed and no distance, told once each")
  func limits_once() {
    var session = Session()
    for second in 0..<4 { session.general(time: 1, metres: 9, flags: 8, at: Double(second)) }
    #expect(session.values(.distance) == [])
    #expect(session.values(.speed) == [1_500, 1_500, 1_500, 1_500])
    #expect(session.reports.count(of: .speedVirtual) == 1)
    #expect(session.reports.count(of: .distanceAbsent) == 1)
  }

  @Test(
    "a bicycle, its speed and distance left out", arguments: [20, 21, 22, 23, 24, 25] as [UInt8])
  func otherEquipment_leftOut(equipment: UInt8) {
    var session = Session()
    for second in 0..<3 {
      session.general(time: 1, metres: 9, equipment: equipment, at: Double(second))
    }
    #expect(session.values(.speed) == [] && session.values(.distance) == [])
    #expect(session.reports.count(of: .notTreadmill) == 1)
  }

  @Test("incline, battery and identity, told when they change")
  func otherPages_told() {
    var session = Session()
    for _ in 0..<2 {
      session.receive(bytes(hex: "11 FF FF FF 38 FF 00 30"), at: 0)
      session.receive(bytes(hex: "11 FF FF FF FF 7F 00 30"), at: 0)
      session.receive(bytes(hex: "50 FF FF 01 FF 00 07 00"), at: 0)
      session.receive(bytes(hex: "51 FF FF 0A 2A 00 00 00"), at: 0)
      session.receive(bytes(hex: "52 FF FF 10 00 00 80 23"), at: 0)
    }
    #expect(
      session.reports.grades == [-200]
    )
    #expect(session.reports.batteries.count == 1)
    let identities = session.reports.identities
    #expect(
      identities.last
        == DeviceIdentity(
          driver: "ant-fe", serial: "2604-42", model: "maker 255 model 7",
          revision: "hardware 1, software 1.000"))
    #expect(identities.count == 3)
  }

  @Test("a foot pod on the channel, not taken for a treadmill")
  func footPod_leftOut() {
    var session = Session()
    let frame = Self.frame([16, 19, 1, 1, 1, 1, 1, 0x34], from: FootPodDecoderTests.pod)
    session.decoder.receive(frame, at: MonotonicInstant(microseconds: 1)) { _ in
      Issue.record("a foot pod tells")
    }
    #expect(session.decoder.counts.foreignPackets == 1 && session.decoder.serial == nil)
  }

  @Test("a walk in any cuts and behind garbage, the same reports")
  func anyCuts_sameReports() {
    let stream = (0..<60).flatMap { second -> [UInt8] in
      Self.frame([16, 19, UInt8(second * 4), UInt8(second), 0xDC, 5, 0xFF, 0x34])
        + Self.frame([17, 0xFF, 0xFF, 0xFF, UInt8(second), 0, 0, 0x30])
    }
    let verifier = ChunkSplitting<DeviceReport>(
      stream, garbage: [[0, 0], [0xA4], [0xA4, 0x09, 0x4E, 1]]
    ) {
      var decoder = FeTreadmillDecoder(source: DeviceSource(1))
      return { chunk in
        var reports: [DeviceReport] = []
        // All at one instant: the cuts must not change what is told.
        decoder.receive(chunk, at: MonotonicInstant(microseconds: 7)) { reports.append($0) }
        return reports
      }
    }
    #expect(verifier.whole.count > 120)
    #expect(verifier.disagreements() == [])
  }

  @Test(
    "random pages at random times, distance never falls", arguments: 1...20 as ClosedRange<UInt64>)
  func random_neverFalls(seed: UInt64) {
    var random = SplitMix(state: seed)
    var session = Session()
    var now = 0.0
    for _ in 0..<800 {
      now += [0.25, 0.25, 2, 70, 400, 90_000, -3].randomElement(using: &random) ?? 0
      var page = (0..<8).map { _ in UInt8.random(in: 0...255, using: &random) }
      page[0] = [16, 16, 16, 17, 19, 80, 81, 82].randomElement(using: &random) ?? 16
      if Bool.random(using: &random) { page[1] = 19 }
      session.receive(page, at: now)
    }
    let distances = session.values(.distance)
    #expect(distances.count > 20)
    #expect(zip(distances, distances.dropFirst()).allSatisfy { $0 <= $1 })
  }
}
