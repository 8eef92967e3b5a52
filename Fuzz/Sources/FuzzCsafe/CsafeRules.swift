import DeviceProtocols
import FuzzHarness
import Readings

/// Every byte is in a frame, dropped or waiting, at any moment; what is found does not depend on the
/// cuts; and a frame survives being framed again.
func checkFraming(_ chunks: [[UInt8]]) {
  var deframer = CsafeDeframer()
  var frames: [CsafeFrame] = []
  var (received, inFrames) = (0, 0)
  for chunk in chunks {
    received += chunk.count
    deframer.receive(chunk) { frame in
      frames.append(frame)
      inFrames += frame.wireCount
    }
    if PlantedFault.isOn, deframer.badChecksums > 2, frames.count > 2 { inFrames -= 1 }
    invariant(
      received == inFrames + deframer.droppedBytes + deframer.waitingBytes,
      "of \(received) bytes \(inFrames) are in frames, \(deframer.droppedBytes) dropped, "
        + "\(deframer.waitingBytes) waiting")
    invariant(deframer.waitingBytes < CsafeFrame.longest, "\(deframer.waitingBytes) bytes wait")
    invariant(deframer.frames == frames.count, "frames are miscounted")
  }
  var whole = CsafeDeframer()
  var inOnePiece: [CsafeFrame] = []
  whole.receive(chunks.flatMap { $0 }) { inOnePiece.append($0) }
  invariant(inOnePiece == frames, "the cuts change the frames")
  for frame in frames { checkFrame(frame) }
}

/// A frame is no longer than it may be, and gives itself back when stuffed again.
private func checkFrame(_ frame: CsafeFrame) {
  invariant(
    frame.count + 3 <= frame.wireCount && frame.wireCount <= CsafeFrame.longest,
    "\(frame.count) bytes out of \(frame.wireCount)")
  let check = frame.contents.reduce(0, ^)
  let body = (frame.contents + [check]).flatMap { byte -> [UInt8] in
    byte & 0xFC == 0xF0 ? [0xF3, byte & 3] : [byte]
  }
  let wire = [0xF1] + body + [0xF2]
  // A raw checksum needs a byte more when it is stuffed.
  guard frame.addresses == nil, wire.count <= CsafeFrame.longest else { return }
  var again = CsafeDeframer()
  var found: [CsafeFrame] = []
  again.receive(wire) { found.append($0) }
  invariant(found == [frame], "\(frame) does not survive its own encoding")
}

/// The distance never falls, whatever a console sends and whenever; and the counts agree.
func checkDecoder(_ chunks: [ChunkPlan.Chunk], asksAll: Bool) {
  var decoder = CsafeDecoder(source: DeviceSource(1))
  var frames = CsafeDeframer()
  var distance: Int64 = 0
  var limits: Set<DeviceLimit> = []
  for (index, chunk) in chunks.enumerated() {
    if asksAll {
      let request = CsafeRequest.allCases[index % CsafeRequest.allCases.count]
      decoder.sent(request.message.bytes, at: chunk.at)
    }
    frames.receive(chunk.bytes) { _ in }
    decoder.receive(chunk.bytes, at: chunk.at) { report in
      if case .limit(let limit) = report {
        invariant(limits.insert(limit).inserted, "\(limit) is told twice")
      }
      guard case .reading(let reading) = report else { return }
      invariant(reading.instant == chunk.at, "a reading is stamped with another instant")
      invariant(reading.resolution > 0, "a reading without a step")
      switch reading.value {
      case .speed(let speed): invariant(0...29_300_000 ~= speed.count, "speed \(speed.count) mm/s")
      case .distance(let total):
        invariant(total.count >= distance, "distance falls from \(distance) to \(total.count)")
        distance = total.count
      case .strides: invariant(false, "a console tells strides")
      }
    }
    let link = decoder.counts
    invariant(
      link.messages == frames.frames && link.droppedBytes == frames.droppedBytes
        && link.badChecksums == frames.badChecksums, "the link's counts are not the framer's")
    invariant(
      link.packets + link.foreignPackets <= link.messages && link.repeats <= link.messages,
      "more packets than frames")
  }
}

/// Whatever a console answers, only questions of the closed list are sent.
func checkDriver(_ chunks: [ChunkPlan.Chunk]) {
  let questions = Set(CsafeRequest.allCases.map(\.message))
  var driver = CsafeDriver(source: DeviceSource(1))
  func judge(_ action: DriverAction) {
    if case .send(let message) = action {
      invariant(questions.contains(message), "\(message.bytes) is sent")
    }
  }
  guard var now = chunks.first?.at else { return }
  driver.begin(at: now, judge)
  for chunk in chunks {
    now = max(now, chunk.at)
    driver.receive(chunk.bytes, at: now, judge)
    driver.tick(at: max(now, driver.deadline ?? now), judge)
  }
}
