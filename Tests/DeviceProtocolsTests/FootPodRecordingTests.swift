import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// A recorded run of a real foot pod, and a recording without one.
@Suite(.enabled(if: Captures.shallRun, Comment(rawValue: Captures.absent)))
struct FootPodRecordingTests {
  @Test("recorded run of 3883 s with 40 rolls and a pause, the watch's distance at every sample")
  func recordedRun_distanceAgrees() throws {
    let table = CommaSeparated(try Captures.bytes("walks/fr70-sdm4-footpod.csv"))
    var decoder = FootPodDecoder(source: DeviceSource(1))
    var samples = 0
    var breaks = 0
    for row in table.rows {
      let raw = bytes(hex: row["compressed_speed_distance_hex"] ?? "")
      guard raw.count == 3, let seconds = Double(row["t_s"] ?? ""),
        let metres = Double(row["distance_m"] ?? "")
      else { continue }
      var distance: Int64?
      let frame = Self.frame(raw, at: Int(seconds))
      decoder.receive(frame, at: MonotonicInstant(microseconds: Int64(seconds) * 1_000_000)) {
        if case .broken = $0 { breaks += 1 }
        guard case .reading(let reading) = $0, reading.value.channel == .distance else { return }
        distance = reading.value.integer
      }
      #expect(distance == Int64(metres * 1_000_000), "at \(seconds) s")
      samples += 1
    }
    #expect(samples == 754)
    #expect(breaks == 0)
  }

  /// The page 1 that carries what the watch stored: 12 bits of speed in 1/100 m/s and the pod's own
  /// 12 bits of distance in 1/16 m.
  static func frame(_ raw: [UInt8], at seconds: Int) -> [UInt8] {
    let hundredths = Int(raw[0]) | Int(raw[1] & 0x0F) << 8
    let page = SdmMainPage(
      timeFraction: 0, timeSeconds: UInt8(seconds % 256),
      distance: UInt16(raw[1] >> 4) | UInt16(raw[2]) << 4,
      speed: SdmSpeed(UInt16(hundredths * 256 / 100)), strides: 0, latency: 0)
    return AntData(channel: 0, page: page.encoded).message.encoded
  }

  @Test("scan of other devices, counted and nothing read from them")
  func scan_nothingRead() throws {
    var decoder = FootPodDecoder(source: DeviceSource(1))
    var reports = 0
    for record in try AntCaptureTests.scan().records {
      decoder.receive(record.bytes, at: .init(microseconds: record.microseconds)) { _ in
        reports += 1
      }
    }
    #expect(reports == 0)
    #expect(decoder.counts.messages == 1_888)
    #expect(decoder.counts.foreignPackets == 1_881 && decoder.counts.packets == 0)
    #expect(decoder.counts.droppedBytes == 0 && decoder.counts.badChecksums == 0)
  }
}
