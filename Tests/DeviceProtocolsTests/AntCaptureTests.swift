import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// Real bytes: what independent readers found in them must be found here.
@Suite(.enabled(if: Captures.shallRun, Comment(rawValue: Captures.absent)))
struct AntCaptureTests {
  static func scan() throws -> Pcap {
    try Pcap(try Captures.bytes("ant/libant-demo-capture-1.pcap"))
  }

  @Test("scan of 300 s, 1888 messages and none bad")
  func scan_countsAgree() throws {
    var deframer = AntDeframer()
    var counts: [AntMessageID: Int] = [:]
    for record in try Self.scan().records {
      deframer.receive(record.bytes) { counts[$0.id, default: 0] += 1 }
    }
    #expect(counts == [.channelResponse: 7, .broadcastData: 1881])
    #expect(deframer.messages == 1888)
    #expect(deframer.badChecksums == 0)
    #expect(deframer.droppedBytes == 0)
  }

  @Test("scan in any cuts and behind garbage, the same messages")
  func scan_anyCuts() throws {
    let stream = try Self.scan().records.flatMap(\.bytes)
    let verifier = ChunkSplitting<AntMessage>(
      stream,
      garbage: [[0, 0, 0], [0xFF, 0xA5, 0x11], [0xA4], [0xA4, 0x09, 0x4E, 1, 2], [0xA4, 33]]
    ) {
      var deframer = AntDeframer()
      return { chunk in
        var found: [AntMessage] = []
        deframer.receive(chunk) { found.append($0) }
        return found
      }
    }
    #expect(verifier.whole.count == 1888)
    #expect(verifier.disagreements() == [])
  }

  @Test("scan, every message re-encodes to its bytes through its typed reading")
  func scan_reencodes() throws {
    for record in try Self.scan().records {
      var deframer = AntDeframer()
      var again: [UInt8] = []
      deframer.receive(record.bytes) { message in
        let report = AntReport(message)
        if case .other = report { Issue.record("no reading of \(message)") }
        again += report.message.encoded
        guard case .data(let data) = report else { return }
        let rebuilt = AntData(
          channel: data.channel, page: data.page, as: message.id, from: data.source,
          signal: data.signal, receiveTicks: data.receiveTicks)
        #expect(rebuilt == data)
      }
      #expect(again == record.bytes)
    }
  }

  struct Expected: Sendable {
    var id: AntChannelID
    var period: UInt16
    var packets: Int
    var missed: Int64
    var repeats: Int
  }

  static let devices = [
    Expected(
      id: AntChannelID(deviceNumber: 19052, deviceType: 11, transmissionType: 5), period: 8182,
      packets: 943, missed: 259, repeats: 527),
    Expected(
      id: AntChannelID(deviceNumber: 19052, deviceType: 121, transmissionType: 1), period: 8086,
      packets: 938, missed: 279, repeats: 540),
  ]

  @Test(
    "each device of the scan, missed and repeated packets as counted elsewhere", arguments: devices)
  func eachDevice_missedAndRepeats(_ expected: Expected) throws {
    var clock = AntReceiveClock(period: expected.period)
    var packets = 0
    var repeats = 0
    var before: AntPage?
    for record in try Self.scan().records {
      var deframer = AntDeframer()
      deframer.receive(record.bytes) { message in
        guard let data = AntData(message), data.source == expected.id else { return }
        packets += 1
        if data.page == before { repeats += 1 }
        before = data.page
        let instant = MonotonicInstant(microseconds: record.microseconds)
        #expect(data.receiveTicks != nil)
        guard let ticks = data.receiveTicks else { return }
        guard let step = clock.receive(ticks, at: instant) else { return }
        #expect(abs(step.residual) <= 2)
      }
    }
    #expect(packets == expected.packets)
    #expect(repeats == expected.repeats)
    #expect(clock.missed == expected.missed)
  }

  @Test("single messages from public threads, check bytes good and readings as described")
  func forumMessages_readings() throws {
    let table = CommaSeparated(try Captures.bytes("ant/forum-messages.csv"))
    #expect(table.rows.count == 15)
    var found: [AntMessage] = []
    for row in table.rows {
      let frame = bytes(hex: row["hex"] ?? "")
      var deframer = AntDeframer()
      let before = found.count
      deframer.receive(frame) { found.append($0) }
      #expect(deframer.droppedBytes == 0 && deframer.waitingBytes == 0)
      #expect(found[before...].flatMap(\.encoded) == frame)
      for message in found[before...] { #expect(AntReport(message).message == message) }
    }
    #expect(found.count == 16)
    let data = found.compactMap(AntData.init)
    let sender = AntChannelID(deviceNumber: 0x3662, deviceType: 0x56, transmissionType: 1)
    #expect(data.count == 6)
    #expect(data.map(\.source) == [nil, sender, nil, nil, sender, nil])
    #expect(
      data.map(\.signal)
        == [nil, nil, .gainControl(0, 0x68, 0), nil, .gainControl(0, 0x68, 0), nil])
    #expect(data.map(\.receiveTicks) == [nil, nil, nil, 0x9295, 0xF034, nil])
    let capabilities = try #require(found.compactMap(AntCapabilities.init).first)
    #expect(capabilities.channels == 8 && capabilities.networks == 8)
    #expect(capabilities.hasSerialNumber && capabilities.canScan)
    #expect(capabilities.advancedOptions4 == 0x79)
  }

  @Test("recorded session of a host and its stick, both directions read and none bad")
  func recordedSession_bothDirections() throws {
    let file = UsbPcapng(try Captures.bytes("ant/antifier-zwift-fec-master.pcapng"))
    var (stick, host) = (AntDeframer(), AntDeframer())
    var told: [AntMessageID: Int] = [:]
    var transmitted = 0
    var sent: [AntMessage] = []
    for transfer in file.transfers {
      guard transfer.isFromDevice else {
        host.receive(transfer.bytes) { sent.append($0) }
        continue
      }
      stick.receive(transfer.bytes) { message in
        told[message.id, default: 0] += 1
        #expect(AntReport(message).message == message)
        if AntReport(message) == .event(channel: 0, .transmitted) { transmitted += 1 }
      }
    }
    #expect(told == [.channelResponse: 1_903, .acknowledgedData: 283, .channelStatus: 1])
    #expect(transmitted == 1_894)
    #expect(stick.droppedBytes == 0 && stick.badChecksums == 0)
    // The host ends each frame with two zeros that the stick passes over.
    #expect(host.droppedBytes == 2 * sent.count && host.badChecksums == 0)
    #expect(sent.count { $0.id == .broadcastData } > 1_800)
  }

  /// The host's commands and the stick's answers other than pages and EVENT_TX, in order: `>` to the
  /// stick, `<` from it.
  static func exchanges() throws -> [String] {
    let file = UsbPcapng(try Captures.bytes("ant/antifier-zwift-fec-master.pcapng"))
    var (stick, host) = (AntDeframer(), AntDeframer())
    var lines: [String] = []
    for transfer in file.transfers {
      if transfer.isFromDevice {
        stick.receive(transfer.bytes) { message in
          guard message.id != .acknowledgedData,
            AntReport(message) != .event(channel: 0, .transmitted)
          else { return }
          lines.append("< \(hex(message))")
        }
      } else {
        host.receive(transfer.bytes) { if $0.id != .broadcastData { lines.append("> \(hex($0))") } }
      }
    }
    return lines
  }

  private static func hex(_ message: AntMessage) -> String {
    ([message.id.rawValue] + message.payload)
      .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }

  @Test("recorded set-up, six commands in order and each answered with no error")
  func recordedSetUp_inOrder() throws {
    let exchanges = try Self.exchanges()
    #expect(
      exchanges.prefix(12) == [
        "> 42 00 10 00", "< 40 00 42 00",  // assigned as a master
        "> 51 00 01 00 11 05", "< 40 00 51 00",  // number 1, fitness equipment
        "> 45 00 39", "< 40 00 45 00",  // 2457 MHz
        "> 43 00 00 20", "< 40 00 43 00",  // period 8192
        "> 60 00 03", "< 40 00 60 00",  // transmit power
        "> 4b 00", "< 40 00 4b 00",  // open
      ])
  }

  @Test("recorded tear-down, status, closing with its event, and unassigning")
  func recordedTearDown_inOrder() throws {
    let exchanges = try Self.exchanges()
    #expect(exchanges.count == 19)
    #expect(
      exchanges.suffix(7) == [
        "> 4d 00 52", "< 52 00 13",  // a master that tracks
        "> 4c 00", "< 40 00 4c 00", "< 40 00 01 07",  // closing, and closed
        "> 41 00", "< 40 00 41 00",
      ])
  }

  @Test("recorded answers of the stick, read as what they are")
  func recordedAnswers_read() throws {
    let file = UsbPcapng(try Captures.bytes("ant/antifier-zwift-fec-master.pcapng"))
    var stick = AntDeframer()
    var reports: [AntReport] = []
    for transfer in file.transfers where transfer.isFromDevice {
      stick.receive(transfer.bytes) { reports.append(AntReport($0)) }
    }
    let setUp: [AntMessageID] = [
      .assignChannel, .channelID, .radioFrequency, .channelPeriod,
      AntMessageID(rawValue: 0x60), .openChannel,
    ]
    #expect(
      Array(reports.prefix(6)) == setUp.map { .response(channel: 0, to: $0, code: .noError) })
    guard case .channelStatus(0, let status)? = reports.first(where: Self.isStatus) else {
      Issue.record("no status")
      return
    }
    #expect(status.rawValue == 0x13 && status.state == .tracking)
    #expect(
      Array(reports.suffix(2)) == [
        .event(channel: 0, .channelClosed),
        .response(channel: 0, to: .unassignChannel, code: .noError),
      ])
    // All pages that the slave sent are track resistance, page 51.
    let pages = reports.compactMap {
      if case .data(let data) = $0 { data.page.number } else { nil }
    }
    #expect(pages.count == 283 && Set(pages) == [0x33])
  }

  private static func isStatus(_ report: AntReport) -> Bool {
    if case .channelStatus = report { true } else { false }
  }
}
