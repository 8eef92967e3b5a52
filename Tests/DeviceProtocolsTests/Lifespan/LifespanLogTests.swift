import DeviceProtocols
import Foundation
import Readings
import Testing
import WalktestTesting

/// The recorded line between a LifeSpan TR1200B and its console, with the speeds that its owner
/// noted down.
@Suite(.enabled(if: Captures.shallRun, Comment(rawValue: Captures.absent)))
struct LifespanLogTests {
  /// One line of the log: when (s of the day), from whom, which bytes.
  struct Entry {
    var second: Int64
    var isRequest: Bool
    var bytes: [UInt8]
  }

  static func log() throws -> [Entry] {
    let text = String(
      decoding: try Captures.bytes("treadmill/lifespan-tr1200-modbus-log.txt"), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).compactMap { line in
      // `20:28:59 REQ : 1 3 0 15 0 1 180 9`; the logger's own lines have no such head.
      guard let match = line.wholeMatch(of: /(\d\d):(\d\d):(\d\d) (REQ |RESP): ([\d ]*)/),
        let hours = Int64(match.1), let minutes = Int64(match.2), let seconds = Int64(match.3)
      else { return nil }
      return Entry(
        second: hours * 3_600 + minutes * 60 + seconds, isRequest: match.4 == "REQ ",
        bytes: match.5.split(separator: " ").compactMap { UInt8($0) })
    }
  }

  static let origin: Int64 = 20 * 3_600 + 28 * 60 + 59

  static func decode(
    _ entries: [Entry], _ body: (DeviceReport) -> Void
  ) -> LinkCounts {
    var decoder = LifespanDecoder(source: DeviceSource(1))
    for entry in entries {
      let instant = MonotonicInstant(microseconds: 0) + .seconds(entry.second - origin)
      decoder.receive(entry.bytes, at: instant, body)
    }
    return decoder.counts
  }

  @Test("both sides in one stream, every frame but the damaged ones decoded, those counted")
  func bothSides_decoded() throws {
    let entries = try Self.log()
    #expect(entries.count == 5_994)
    let counts = Self.decode(entries) { _ in }
    let received = entries.reduce(0) { $0 + $1.bytes.count }
    // Every line is a frame, but two at 20:29:29 hold two, and at 20:30:29 one answer and one
    // request lie in four pieces among each other: 15 bytes.
    #expect(received == 45_706)
    #expect(counts.messages == 5_994 + 2 - 4)
    #expect(counts.droppedBytes == 15)
    #expect(counts.badChecksums == 1)
    // The four answers to two requests in one line and to the damaged one cannot be attributed.
    #expect(counts.foreignPackets == 3)
  }

  @Test("speeds at all times, those that the owner noted")
  func speeds_asNoted() throws {
    var speeds: [(second: Int64, speed: Int64)] = []
    _ = Self.decode(try Self.log()) { report in
      guard case .reading(let reading) = report, case .speed(let speed) = reading.value,
        speed.count != speeds.last?.speed
      else { return }
      speeds.append((Self.origin + reading.instant.microseconds / 1_000_000, speed.count))
    }
    // The belt's start at 20:29:11 and the key presses after it, in tenths of a mile per hour.
    let noted: [(String, Int64)] = [
      ("20:28:59", 0), ("20:29:11", 4), ("20:29:35", 5), ("20:29:40", 6), ("20:29:59", 5),
      ("20:30:25", 12), ("20:30:40", 20),
    ]
    #expect(speeds.count == noted.count)
    for (told, note) in zip(speeds, noted) {
      let clock = note.0.split(separator: ":").compactMap { Int64($0) }.reduce(0) { $0 * 60 + $1 }
      #expect(abs(told.second - clock) <= 1)
      // 0.1 mph is 44.704 mm/s; the register steps by 1/235 mph, 2 mm/s.
      #expect(abs(told.speed * 1_000 - note.1 * 44_704) <= 2_000)
    }
  }

  @Test("strides to the end of the log, half of the 101 steps that the base told")
  func strides_half() throws {
    var strides: [Int64] = []
    var breaks = 0
    _ = Self.decode(try Self.log()) { report in
      if case .reading(let reading) = report, case .strides(let count) = reading.value {
        strides.append(count)
      }
      if case .broken = report { breaks += 1 }
    }
    #expect(strides.last == 50)
    #expect(strides == strides.sorted())
    #expect(strides.count > 740)
    #expect(breaks == 0)
  }

  @Test("in the console's place, requests told as sent, the same speeds")
  func consolesPlace_sameSpeeds() throws {
    var decoder = LifespanDecoder(source: DeviceSource(1))
    var speeds: Set<Int64> = []
    for entry in try Self.log() {
      let instant = MonotonicInstant(microseconds: 0) + .seconds(entry.second - Self.origin)
      if entry.isRequest {
        decoder.sent(entry.bytes, at: instant)
      } else {
        decoder.receive(entry.bytes, at: instant) { report in
          if case .reading(let reading) = report, case .speed(let speed) = reading.value {
            speeds.insert(speed.count)
          }
        }
      }
    }
    // On its own line no frame was damaged; one answer (4 steps) followed two requests at once.
    #expect(decoder.counts.droppedBytes == 0)
    #expect(speeds.isSuperset(of: [0, 179, 223, 268, 536, 894]))
  }

  @Test("the log in pieces of any size, the same reports")
  func anyCut_sameReports() throws {
    let stream = try Self.log().prefix(1_400).flatMap(\.bytes)
    let verifier = ChunkSplitting<DeviceReport>(stream, garbage: [bytes(hex: "00 01 03 D1")]) {
      var decoder = LifespanDecoder(source: DeviceSource(1))
      return { chunk in
        var found: [DeviceReport] = []
        decoder.receive(chunk, at: MonotonicInstant(microseconds: 1)) { found.append($0) }
        return found
      }
    }
    #expect(verifier.whole.count > 340)
    #expect(verifier.disagreements() == [])
  }
}
