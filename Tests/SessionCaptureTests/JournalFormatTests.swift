import Readings
import SessionCapture
import Testing
import WalktestTesting

/// The bytes as docs/formats.md states them; the expected ones were computed by another program.
@Suite struct JournalFormatTests {
  @Test("the check value of CRC-32C, is E3069283")
  func crc32c_checkValue() {
    #expect(CRC32C.checksum("123456789".utf8) == 0xE306_9283)
    #expect(CRC32C.checksum([]) == 0)
    // RFC 3720 B.4: 32 bytes of zeros, of ones, rising.
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum(0...31 as ClosedRange<UInt8>) == 0x46DD_794E)
  }

  private static let header = JournalHeader(
    session: Array(0x10...0x1F), boot: Array(0x20...0x2F),
    opened: MonotonicInstant(microseconds: 0x0102_0304_0506_0708))
  private static let headerBytes = bytes(
    hex: "57414c4b4a524e4c0100400000000000101112131415161718191a1b1c1d1e1f"
      + "202122232425262728292a2b2c2d2e2f080706050403020100000000f051df3c")

  @Test("a header, is the 64 bytes of the format and reads back")
  func header_bytes() throws {
    #expect(Self.header.bytes == Self.headerBytes)
    #expect(try JournalHeader(parsing: Self.headerBytes[...]) == Self.header)
    #expect(Self.headerBytes.count == JournalHeader.size)
  }

  @Test("an event entry at a negative time, is the bytes of the format")
  func entry_event_bytes() {
    let entry = JournalEntry(
      kind: .event, sequence: 7, instant: MonotonicInstant(microseconds: -2),
      payload: Array("{}".utf8))
    var output: [UInt8] = []
    entry.append(to: &output)
    #expect(output == bytes(hex: "e704020007000000feffffffffffffff7b7d7f524ee1"))
  }

  @Test("a sample entry with speed absent, is the bytes of the format")
  func entry_sample_bytes() {
    var row = SampleRow()
    row[.distance] = SampleRow.Cell(value: 62_500, age: .milliseconds(1))
    row[.strides] = SampleRow.Cell(value: 3, age: Microseconds(2))
    let entry = JournalEntry(
      kind: .sample, sequence: 1, instant: MonotonicInstant(microseconds: 600_000_000),
      payload: row.payload)
    var output: [UInt8] = []
    entry.append(to: &output)
    let expected =
      "e7031900010000000046c3230000000006"
      + "24f4000000000000e8030000030000000000000002000000c07f3df6"
    #expect(output == bytes(hex: expected))
    #expect(SampleRow(payload: row.payload) == row)
  }

  @Test("a sample payload with an unknown bit, a byte more or a byte less, is no row")
  func samplePayload_damaged_isNone() {
    var row = SampleRow()
    row[.speed] = SampleRow.Cell(value: -1, age: .seconds(2))
    #expect(SampleRow(payload: row.payload) == row)
    #expect(SampleRow(payload: []) == nil)
    #expect(SampleRow(payload: [0x08]) == nil)
    #expect(SampleRow(payload: row.payload + [0]) == nil)
    #expect(SampleRow(payload: row.payload.dropLast()) == nil)
  }

  @Test("a frame payload, is source, direction and bytes and reads back")
  func framePayload() {
    let frame = DeviceFrame(source: DeviceSource(3), direction: .sent, bytes: [0xA4, 0x01])
    #expect(frame.payload == [3, 1, 0xA4, 0x01])
    #expect(DeviceFrame(payload: frame.payload) == frame)
    #expect(DeviceFrame(payload: [3]) == nil)
    #expect(DeviceFrame(payload: [3, 2, 0xA4]) == nil)
  }

  @Test("a finished journal, reads back equal to the session's entries")
  func finishedJournal_readsBack() throws {
    let walk = try TestWalk.shared
    let contents = try JournalContents(parsing: walk.journal)
    #expect(contents.entries == walk.entries)
    #expect(contents.tornTail == nil)
    #expect(contents.header == TestWalk.header)
    #expect(walk.journal == TestWalk.journal(of: walk.entries))
  }

  @Test("a header cut anywhere, is reported as truncated", arguments: 0..<JournalHeader.size)
  func header_cut_truncated(count: Int) {
    expect(.truncatedHeader, of: Array(Self.headerBytes.prefix(count)))
  }

  @Test("one flipped bit anywhere in the header, is never read", arguments: 0..<(64 * 8))
  func header_flipped_refused(bit: Int) {
    var bytes = Self.headerBytes
    bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    expect(bit / 8 < 8 ? .notAJournal : .damagedHeader, of: bytes)
  }

  @Test("a whole header of another version, is reported as that version")
  func header_otherVersion_unknownVersion() {
    var bytes = Array(Self.headerBytes[..<60])
    bytes[8] = 2
    let check = CRC32C.checksum(bytes)
    bytes += (0..<4).map { UInt8(truncatingIfNeeded: check >> (8 * $0)) }
    expect(.unknownVersion, of: bytes)
  }

  @Test("zeros after the last entry, are no damage")
  func preallocatedZeros_areClean() throws {
    let walk = try TestWalk.shared
    let entries = walk.entries.prefix(40)
    for zeros in [1, 15, 16, 17, 4_096] {
      let bytes = TestWalk.journal(of: entries) + [UInt8](repeating: 0, count: zeros)
      let contents = try JournalContents(parsing: bytes)
      #expect(contents.entries == Array(entries))
      #expect(contents.tornTail == nil)
    }
  }

  @Test("a header and nothing but zeros, is a journal without entries")
  func headerAlone_noEntries() throws {
    let bytes = Self.headerBytes + [UInt8](repeating: 0, count: 512)
    let contents = try JournalContents(parsing: bytes)
    #expect(contents.entries.isEmpty)
    #expect(contents.tornTail == nil)
  }

  private func expect(_ code: JournalFault.Code, of journal: [UInt8]) {
    #expect {
      _ = try JournalContents(parsing: journal)
    } throws: { error in
      (error as? JournalFault)?.code == code
    }
  }
}
