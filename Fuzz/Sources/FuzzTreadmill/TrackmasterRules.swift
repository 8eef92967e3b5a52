import DeviceProtocols
import FuzzHarness
import Readings

/// Every byte is in an answer, dropped or waiting, at any moment; and what is found does not depend
/// on the cuts.
func checkTrackmasterFraming(_ chunks: [[UInt8]]) {
  var parser = TrackmasterParser()
  var answers: [TrackmasterAnswer] = []
  var (received, inAnswers) = (0, 0)
  for chunk in chunks {
    received += chunk.count
    parser.receive(chunk) { answer in
      answers.append(answer)
      inAnswers += answer.raw.count
    }
    if PlantedFault.isOn, parser.droppedBytes > 3, answers.count > 2 { inAnswers -= 1 }
    invariant(
      received == inAnswers + parser.droppedBytes + parser.waitingBytes,
      "of \(received) bytes \(inAnswers) are in answers, \(parser.droppedBytes) dropped, "
        + "\(parser.waitingBytes) waiting")
    invariant(parser.waitingBytes < 5, "\(parser.waitingBytes) bytes wait")
    invariant(parser.answers == answers.count, "answers are miscounted")
  }
  var whole = TrackmasterParser()
  var inOnePiece: [TrackmasterAnswer] = []
  whole.receive(chunks.flatMap { $0 }) { inOnePiece.append($0) }
  invariant(inOnePiece == answers, "the cuts change the answers")
}

/// No speed that the belt cannot have, no distance that falls, whatever comes and whenever.
func checkTrackmasterDecoder(
  _ chunks: [ChunkPlan.Chunk], _ variant: TrackmasterVariant, tellsRequests: Bool
) {
  var decoder = TrackmasterDecoder(source: DeviceSource(1), variant: variant)
  let fastest = variant.unit.speed(tenths: variant.fastestTenths).count
  let requests = TrackmasterRequest.allCases
  var told = Told()
  for (number, chunk) in chunks.enumerated() {
    if tellsRequests {
      decoder.sent(requests[number % requests.count].message.bytes, at: chunk.at)
    }
    decoder.receive(chunk.bytes, at: chunk.at) { told.take($0, at: chunk.at, fastest: fastest) }
    let link = decoder.counts
    invariant(link.packets <= link.messages, "more packets than messages")
    invariant(link.repeats <= link.packets && link.droppedBytes >= 0, "counts disagree")
    invariant(link.receiveFailures <= number, "more requests failed than were sent")
  }
}

/// What a treadmill's decoder told so far.
struct Told {
  private var distance: Int64 = 0
  private var strides: Int64 = 0
  private var belt: BeltState?
  private var limits: Set<DeviceLimit> = []
  private var hasBroken = false

  mutating func take(_ report: DeviceReport, at instant: MonotonicInstant, fastest: Int64) {
    switch report {
    case .reading(let reading): take(reading, at: instant, fastest: fastest)
    case .belt(let state):
      invariant(state != belt, "\(state) is told twice")
      belt = state
    case .limit(let limit): invariant(limits.insert(limit).inserted, "\(limit) is told twice")
    case .broken: hasBroken = true
    case .grade(let grade): invariant(0...4_000 ~= grade, "grade \(grade)")
    default: break
    }
  }

  private mutating func take(_ reading: Reading, at instant: MonotonicInstant, fastest: Int64) {
    invariant(reading.instant == instant, "a reading is stamped with another instant")
    switch reading.value {
    case .speed(let speed): invariant(0...fastest ~= speed.count, "speed \(speed.count) mm/s")
    case .distance(let total):
      invariant(total.count >= distance, "distance falls from \(distance) to \(total.count)")
      distance = total.count
    case .strides(let total):
      invariant(total >= strides, "strides fall from \(strides) to \(total)")
      strides = total
    }
    if reading.value.channel != .speed {
      invariant(reading.isContinuous != hasBroken, "a break and its reading are apart")
      hasBroken = false
    }
  }
}
