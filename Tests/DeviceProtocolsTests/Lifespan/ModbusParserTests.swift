import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// Modbus RTU frames out of streams, whole and damaged.
@Suite struct ModbusParserTests {
  static let stepsRequest = bytes(hex: "01 03 00 0F 00 01 B4 09")
  static let zeroAnswer = bytes(hex: "01 03 02 00 00 B8 44")
  static let speedWrite = bytes(hex: "01 06 00 0A 00 32 28 1D")

  static func receive(_ chunks: [UInt8]...) -> (frames: [ModbusFrame], parser: ModbusParser) {
    var parser = ModbusParser()
    var frames: [ModbusFrame] = []
    for chunk in chunks { parser.receive(chunk) { frames.append($0) } }
    return (frames, parser)
  }

  @Test("recorded request, answer and write, read")
  func recorded_read() {
    let (frames, parser) = Self.receive(Self.stepsRequest + Self.zeroAnswer + Self.speedWrite)
    #expect(
      frames.map(\.kind) == [
        .readRequest(register: 0x000F, count: 1), .readAnswer(0), .write(register: 10, value: 50),
      ])
    #expect(frames.map(\.raw.count) == [8, 7, 8])
    #expect(parser.droppedBytes == 0)
  }

  @Test("exception, its code read")
  func exception_read() {
    #expect(Self.receive(bytes(hex: "01 83 02 C0 F1")).frames.map(\.kind) == [.exception(2)])
  }

  @Test("one wrong bit anywhere in a frame, the frame lost and the next one found")
  func wrongBit_nextFound() {
    for place in 0..<7 {
      for bit in 0..<8 {
        var damaged = Self.zeroAnswer
        damaged[place] ^= 1 << UInt8(bit)
        let (frames, parser) = Self.receive(damaged + Self.speedWrite + Self.stepsRequest)
        #expect(
          frames.map(\.kind) == [
            .write(register: 10, value: 50), .readRequest(register: 0x000F, count: 1),
          ])
        #expect(parser.droppedBytes == 7)
        #expect(parser.badChecks <= 7)
      }
    }
  }

  @Test("frame cut short before a whole one, the whole one found")
  func cutShort_nextFound() {
    for length in 1..<8 {
      let (frames, parser) = Self.receive(
        Array(Self.stepsRequest.prefix(length)), Self.zeroAnswer + Self.stepsRequest)
      #expect(frames.count == 2)
      #expect(parser.droppedBytes == length)
    }
  }

  @Test("any cut of a stream, the same frames")
  func anyCut_sameFrames() {
    let stream =
      Self.stepsRequest + Self.zeroAnswer + bytes(hex: "01 03 02") + Self.speedWrite
      + bytes(hex: "01 83 02 C0 F1 07") + Self.stepsRequest
    let verifier = ChunkSplitting<ModbusFrame>(
      stream, garbage: [bytes(hex: "01 03"), bytes(hex: "01 06 00 0A 00 32 28 1E"), [0, 1, 1]]
    ) {
      var parser = ModbusParser()
      return { chunk in
        var found: [ModbusFrame] = []
        parser.receive(chunk) { found.append($0) }
        return found
      }
    }
    #expect(verifier.whole.count == 5)
    #expect(verifier.disagreements() == [])
  }

  @Test("random bytes, each of them in a frame, dropped or waiting")
  func randomBytes_allCounted() {
    var random = SplitMix(state: 11)
    var parser = ModbusParser()
    var (received, inFrames) = (0, 0)
    let good = [Self.stepsRequest, Self.zeroAnswer, Self.speedWrite]
    for _ in 0..<3_000 {
      var chunk = good[Int.random(in: 0..<3, using: &random)]
      if Int.random(in: 0..<3, using: &random) == 0 {
        chunk[Int.random(in: 0..<chunk.count, using: &random)] = .random(
          in: .min ... .max, using: &random)
      }
      received += chunk.count
      parser.receive(chunk) { inFrames += $0.raw.count }
      #expect(received == inFrames + parser.droppedBytes + parser.waitingBytes)
      #expect(parser.waitingBytes < 8)
    }
    #expect(inFrames > 12_000)
  }
}
