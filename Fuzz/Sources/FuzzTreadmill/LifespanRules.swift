import DeviceProtocols
import FuzzHarness
import Readings

/// Every byte is in a frame, dropped or waiting, at any moment; a frame's check holds; and what is
/// found does not depend on the cuts.
func checkModbusFraming(_ chunks: [[UInt8]]) {
  var parser = ModbusParser()
  var frames: [ModbusFrame] = []
  var (received, inFrames) = (0, 0)
  for chunk in chunks {
    received += chunk.count
    parser.receive(chunk) { frame in
      frames.append(frame)
      inFrames += frame.raw.count
      invariant(remainder(of: frame.raw) == 0, "a frame's check does not hold")
    }
    invariant(
      received == inFrames + parser.droppedBytes + parser.waitingBytes,
      "of \(received) bytes \(inFrames) are in frames, \(parser.droppedBytes) dropped, "
        + "\(parser.waitingBytes) waiting")
    invariant(parser.waitingBytes < 8, "\(parser.waitingBytes) bytes wait")
    invariant(parser.badChecks <= parser.droppedBytes, "a damaged frame drops nothing")
  }
  var whole = ModbusParser()
  var inOnePiece: [ModbusFrame] = []
  whole.receive(chunks.flatMap { $0 }) { inOnePiece.append($0) }
  invariant(inOnePiece == frames, "the cuts change the frames")
}

/// No stride that is lost, no speed beyond what the register can spell.
func checkLifespanDecoder(_ chunks: [ChunkPlan.Chunk], tellsRequests: Bool) {
  var decoder = LifespanDecoder(source: DeviceSource(1))
  let requests = LifespanRequest.allCases
  var told = Told()
  for (number, chunk) in chunks.enumerated() {
    if tellsRequests {
      decoder.sent(requests[number % requests.count].message.bytes, at: chunk.at)
    }
    // 65535 / 235 mph.
    decoder.receive(chunk.bytes, at: chunk.at) { told.take($0, at: chunk.at, fastest: 124_667) }
    let link = decoder.counts
    invariant(link.packets + link.foreignPackets <= link.messages, "more packets than messages")
  }
}

private func remainder(of raw: RawBytes) -> UInt16 {
  raw.array.reduce(0xFFFF) { check, byte in
    (0..<8).reduce(check ^ UInt16(byte)) { rest, _ in
      rest & 1 == 1 ? (rest >> 1) ^ 0xA001 : rest >> 1
    }
  }
}
