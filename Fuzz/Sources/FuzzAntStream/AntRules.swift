import DeviceProtocols
import FuzzHarness
import Readings

/// Every byte is in a message, dropped or waiting, at any moment; and what is found does not depend
/// on the cuts. Returns the messages.
func checkFraming(_ chunks: [[UInt8]]) -> [AntMessage] {
  var deframer = AntDeframer()
  var messages: [AntMessage] = []
  var (received, inMessages) = (0, 0)
  for chunk in chunks {
    received += chunk.count
    deframer.receive(chunk) { message in
      messages.append(message)
      inMessages += message.count + AntMessage.overhead
    }
    if PlantedFault.isOn, deframer.badChecksums > 2, messages.count > 2 { inMessages -= 1 }
    invariant(
      received == inMessages + deframer.droppedBytes + deframer.waitingBytes,
      "of \(received) bytes \(inMessages) are in messages, \(deframer.droppedBytes) dropped, "
        + "\(deframer.waitingBytes) waiting")
    invariant(deframer.waitingBytes < 36, "\(deframer.waitingBytes) bytes wait")
    invariant(deframer.messages == messages.count, "messages are miscounted")
  }
  var whole = AntDeframer()
  var inOnePiece: [AntMessage] = []
  whole.receive(chunks.flatMap { $0 }) { inOnePiece.append($0) }
  invariant(inOnePiece == messages, "the cuts change the messages")
  whole.reset()
  invariant(received == inMessages + whole.droppedBytes, "reset loses bytes")
  return messages
}

/// A message gives back its bytes through its typed reading, and shows no network key.
func checkTypedReading(of message: AntMessage) {
  invariant(AntReport(message).message == message, "\(message) reads as something else")
  var again = AntDeframer()
  var decoded: [AntMessage] = []
  again.receive(message.encoded) { decoded.append($0) }
  invariant(decoded == [message], "\(message) does not survive its own encoding")
  if message.id == .networkKey {
    invariant(
      message.redactingNetworkKey.payload.dropFirst().allSatisfy { $0 == 0 }, "a key is shown")
  }
  _ = "\(message)"
  guard let data = AntData(message) else { return }
  _ = (FePage(data.page), data.signal, data.receiveTicks, data.burstSequence)
}

/// Totals never fall, whatever a stick sends and whenever; and the link's counts agree.
func checkDecoder(_ chunks: [ChunkPlan.Chunk]) {
  var decoder = FootPodDecoder(source: DeviceSource(1))
  var frames = AntDeframer()
  var (distance, strides) = (Int64(0), Int64(0))
  for chunk in chunks {
    frames.receive(chunk.bytes) { _ in }
    decoder.receive(chunk.bytes, at: chunk.at) { report in
      guard case .reading(let reading) = report else { return }
      invariant(reading.instant == chunk.at, "a reading is stamped with another instant")
      switch reading.value {
      case .speed(let speed): invariant(0...16_000 ~= speed.count, "speed \(speed.count) mm/s")
      case .distance(let total):
        invariant(total.count >= distance, "distance falls from \(distance) to \(total.count)")
        distance = total.count
      case .strides(let total):
        invariant(total >= strides, "strides fall from \(strides) to \(total)")
        strides = total
      }
    }
    let link = decoder.counts
    invariant(
      link.messages == frames.messages && link.droppedBytes == frames.droppedBytes
        && link.badChecksums == frames.badChecksums, "the link's counts are not the framer's")
    invariant(
      link.packets + link.foreignPackets <= link.messages && link.repeats <= link.packets,
      "more packets than messages")
    invariant((link.missedPackets ?? 0) >= 0, "fewer than no packets missed")
  }
}
