import DeviceProtocols
import Testing
import WalktestTesting

/// Frames out of streams, whole and damaged.
@Suite struct CsafeDeframerTests {
  static func receive(_ chunks: [UInt8]...) -> (contents: [[UInt8]], deframer: CsafeDeframer) {
    var deframer = CsafeDeframer()
    var contents: [[UInt8]] = []
    for chunk in chunks { deframer.receive(chunk) { contents.append($0.contents) } }
    return (contents, deframer)
  }

  /// A frame made by hand, so that the framer is not only tested with the encoder beside it.
  static func frame(_ contents: [UInt8], from addresses: [UInt8]? = nil) -> [UInt8] {
    func stuffed(_ byte: UInt8) -> [UInt8] {
      byte >= 0xF0 && byte <= 0xF3 ? [0xF3, byte - 0xF0] : [byte]
    }
    let start: [UInt8] = addresses.map { [0xF0] + $0.flatMap(stuffed) } ?? [0xF1]
    return start + contents.flatMap(stuffed) + stuffed(contents.reduce(0, ^)) + [0xF2]
  }

  @Test(
    "F0 to F3 in contents and checksum, unstuffed", arguments: 0xF0...0xF3 as ClosedRange<UInt8>)
  func stuffed_unstuffed(byte: UInt8) {
    for contents in [[0x81, byte], [byte], [0x81, byte, 0x81], [byte, byte, 0]] {
      let wire = Self.frame(contents)
      let (found, deframer) = Self.receive(wire)
      #expect(found == [contents])
      #expect(deframer.droppedBytes == 0 && deframer.frames == 1)
    }
  }

  @Test("a raw F0 or F3 as checksum directly before the stop, taken")
  func rawChecksum_taken() {
    // A peer's frame whose checksum F0 was not stuffed.
    #expect(Self.receive(bytes(hex: "F1 21 03 F3 01 00 23 F0 F2")).contents.map(\.count) == [5])
    let (found, deframer) = Self.receive([0xF1, 0x81, 0x72, 0xF3, 0xF2], [0xF1, 0x00, 0x00, 0xF2])
    #expect(found == [[0x81, 0x72], [0x00]])
    #expect(deframer.droppedBytes == 0)
  }

  @Test("a start byte inside a frame, the frame before it is dropped and the new one found")
  func startInside_newFrame() {
    for start in [[0xF1], [0xF0, 0x00, 0x01]] as [[UInt8]] {
      let whole = start + [0x81, 0x81, 0xF2]
      let (found, deframer) = Self.receive([0xF1, 0x01, 0xA5, 0x03] + whole)
      #expect(found == [[0x81]])
      #expect(deframer.droppedBytes == 4 && deframer.badChecksums == 0)
    }
  }

  @Test("extended frames, with the addresses in the checksum or not, taken with their addresses")
  func extended_taken() {
    let outside = Self.frame([0x81, 0x91], from: [0x00, 0x05])
    let inside: [UInt8] = [0xF0, 0x00, 0x05, 0x81, 0x91, 0x05 ^ 0x10, 0xF2]
    var deframer = CsafeDeframer()
    var frames: [CsafeFrame] = []
    deframer.receive(outside + inside) { frames.append($0) }
    #expect(frames.count == 2 && frames[0] == frames[1])
    #expect(frames.map(\.addresses?.source) == [5, 5])
    #expect(frames.map(\.contents) == [[0x81, 0x91], [0x81, 0x91]])
  }

  @Test("wrong checksum, counted and left out")
  func wrongChecksum_leftOut() {
    let (found, deframer) = Self.receive([0xF1, 0x81, 0x80, 0xF2] + Self.frame([0x01]))
    #expect(found == [[0x01]])
    #expect(deframer.badChecksums == 1 && deframer.droppedBytes == 4)
  }

  @Test(
    "an escape or a start where only a stop fits, given up at once",
    arguments: [0xF3, 0xF1] as [UInt8])
  func noRoom_givenUp(byte: UInt8) {
    var deframer = CsafeDeframer()
    deframer.receive([0xF1] + [UInt8](repeating: 0x11, count: 94) + [byte]) { _ in }
    #expect(deframer.waitingBytes == (byte == 0xF1 ? 1 : 0))
    #expect(deframer.waitingBytes + deframer.droppedBytes == 96)
  }

  @Test("a frame of 96 bytes is taken, one of 97 is not, and the next is found")
  func longest_taken() {
    let longest = Self.frame([UInt8](repeating: 0x11, count: 93))
    #expect(longest.count == 96)
    let (found, deframer) = Self.receive(longest)
    #expect(found.map(\.count) == [93] && deframer.droppedBytes == 0)
    let tooLong = Self.frame([UInt8](repeating: 0x11, count: 94))
    let (after, other) = Self.receive(tooLong + Self.frame([0x81]))
    #expect(after == [[0x81]])
    #expect(other.droppedBytes == 97)
  }

  @Test("nothing, a lone stop and an empty frame, no contents and nothing lost count")
  func empty_nothing() {
    let (found, deframer) = Self.receive([], [0xF2], [0xF1, 0xF2], [0xF1, 0x00, 0xF2])
    #expect(found == [[]])
    #expect(deframer.droppedBytes == 3)
    #expect(CsafeDeframerTests.answer([0xF1, 0x00, 0xF2]) == nil)
  }

  static func answer(_ wire: [UInt8]) -> CsafeStatus? {
    var deframer = CsafeDeframer()
    var status: CsafeStatus?
    deframer.receive(wire) { status = CsafeAnswer($0)?.status }
    return status
  }

  @Test(
    "random bytes, every byte in a frame, dropped or waiting",
    arguments: 1...40 as ClosedRange<UInt64>)
  func randomBytes_accounted(seed: UInt64) {
    var random = SplitMix(state: seed)
    let likely: [UInt8] = [0xF0, 0xF1, 0xF2, 0xF3, 0x00, 0x01, 0x02, 0x81, 0xA1, 0x03]
    var deframer = CsafeDeframer()
    var (received, framed) = (0, 0)
    for _ in 0..<200 {
      let chunk = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        Bool.random(using: &random)
          ? UInt8.random(in: 0...255, using: &random)
          : likely[Int.random(in: 0..<likely.count, using: &random)]
      }
      received += chunk.count
      deframer.receive(chunk) { framed += $0.wireCount }
      #expect(received == framed + deframer.droppedBytes + deframer.waitingBytes)
      #expect(deframer.waitingBytes < 96)
    }
    deframer.reset()
    #expect(received == framed + deframer.droppedBytes)
  }
}
