import Glibc
import Readings
import SessionCapture
import Synchronization
import WalkProtocol

/// `edge DIRECTORY COUNT`: how long an edge of a button takes from its stamp until it is on the disk,
/// on the way that it takes in a walk at 100 Hz: held back and put in order, heard when its turn comes,
/// journaled, synchronised. In real time; the edges come at no particular moment between two turns.
func measureEdgePath(_ arguments: [String]) throws -> Measured {
  guard arguments.count == 2, let count = Int(arguments[1]), count > 0 else {
    throw BenchmarkFault("edge DIRECTORY COUNT")
  }
  let path = arguments[0] + "/edge.journal"
  unlink(path)
  defer { unlink(path) }
  var walk = try startedWalk(journalAt: path)
  let spans = Spans()
  var waiting: [MonotonicInstant] = []
  var generator = SystemRandomNumberGenerator()
  var next = MachineClocks.now + .milliseconds(100)
  var offered = 0
  while spans.count < count {
    // As the desk waits.
    let before = MachineClocks.now
    usleep(UInt32(clamping: max(0, (walk.nextTurn(after: before) - before).count)))
    let now = MachineClocks.now
    while offered < count, next <= now {
      // A release that ends no press: it is an edge like any other, and changes no mark.
      walk.offer(
        .edge(source: DeviceSource(2), ButtonEdge(button: 1, isPress: false)), at: next)
      waiting.append(next)
      offered += 1
      next = next + Microseconds(Int64.random(in: 60_000...140_000, using: &generator))
    }
    _ = walk.advance(to: now)
    let heard = Array(waiting.prefix { $0 <= now - LiveWalk.holdBack })
    waiting.removeFirst(heard.count)
    guard !heard.isEmpty else { continue }
    let journal = walk.session.journal
    Task {
      try await journal.durable()
      spans.add(heard, durableAt: MachineClocks.now)
    }
  }
  let sorted = spans.sorted
  func quantile(_ perMille: Int) -> Int64 { sorted[(sorted.count - 1) * perMille / 1_000] }
  return Measured(numbers: [
    ("edges", Int64(sorted.count)), ("p50_us", quantile(500)), ("p99_us", quantile(990)),
    ("max_us", quantile(1_000)),
  ])
}

/// How long each edge took, in µs.
private final class Spans: Sendable {
  private let spans = Mutex<[Int64]>([])

  var count: Int { spans.withLock { $0.count } }
  var sorted: [Int64] { spans.withLock { $0.sorted() } }

  func add(_ edges: [MonotonicInstant], durableAt end: MonotonicInstant) {
    spans.withLock { spans in spans += edges.map { (end - $0).count } }
  }
}

/// A walk that has started, without sensors.
private func startedWalk(journalAt path: String) throws -> LiveWalk {
  let id = "deen-1.2mph-15min"
  guard let bytes = ShippedProtocols.bytes(id: id) else { throw BenchmarkFault("no \(id)") }
  let definition = try ProtocolFile.parse(bytes, named: id)
  let now = MachineClocks.now
  let session = try CaptureSession(
    journalAt: path, definition: definition, protocolBytes: bytes,
    opening: SessionOpening(
      session: "5b0a1f6e-8f3c-4d63-9a55-0d6f2c3e7a11", study: "DEMO", site: "001",
      device: "wt01", subject: "S-001", visit: "baseline", trial: 1, operatorCode: "nurse-1"),
    boot: BenchmarkSession.boot, clock: MachineClocks.reading(), at: now)
  let latest = LatestReadings()
  var walk = LiveWalk(
    session, at: now, ticks: .loop(latest), latest: latest, readClock: MachineClocks.reading)
  var events: [WalkEvent] = [.prepare(trial: 1, previousEnd: nil)]
  events += definition.questionsBefore.compactMap { question in
    question.answer.anything.map { .answer(question: question.id, $0) }
  }
  events += Gate.required(by: definition).map { .gate($0, .passed) }
  events += [.arm, .start]
  for event in events { walk.offer(.command(event, by: "nurse-1"), at: now) }
  usleep(50_000)
  // Arming ends a beat: what waits behind it is heard in the next.
  _ = walk.advance(to: MachineClocks.now)
  _ = walk.advance(to: MachineClocks.now)
  guard walk.machine.phase == .walking else { throw BenchmarkFault("the walk did not start") }
  return walk
}

extension AnswerKind {
  /// An answer that is allowed.
  fileprivate var anything: Answer? {
    switch self {
    case .yesNo: .yesNo(true)
    case .integer(let range, _): .integer(range.lowerBound)
    case .choice(let codes): codes.first.map(Answer.choice)
    }
  }
}
