import DeviceProtocols
import FuzzHarness
import Readings
import SessionCapture
import WalkProtocol

/// A session as an input's bytes tell it: anything a host may hear, at any pace. Instants stay in
/// the range that a machine's clock reaches and that a record can tell (0 to 2^53 µs).
struct SessionScript {
  private static let latest: Int64 = 1 << 52
  private static let pauses: [Int64] = [
    0, 1, 5_000, 100_000, 100_000, 100_000, 250_000, 999_999, 2_000_001, 12_000_000, 60_000_000,
    300_000_000, 4_000_000_000, -1, -3_000_000, 1 << 51,
  ]

  private(set) var engine = SessionEngine(definition: VirtualWalk.definition)
  private(set) var entries = [
    JournalEntry(
      kind: .protocolFile, sequence: 0, instant: VirtualWalk.header.opened,
      payload: VirtualWalk.protocolBytes)
  ]
  private var now = VirtualWalk.header.opened

  /// Plays the script; with an even first byte the walk has been started before it.
  init(_ input: inout FuzzInput) {
    hear(.session(VirtualWalk.opening))
    hear(.device(DeviceChange(source: DeviceSource(1), driver: .antFootPod, state: .streaming)))
    if input.byte() % 2 == 0 { start() }
    var steps = 0
    while !input.isEmpty, steps < 60 {
      steps += 1
      let code = input.byte()
      let pause = Self.pauses[Int(code >> 4)]
      now.microseconds = min(Self.latest, max(0, now.microseconds + pause))
      hear(Self.input(code & 15, &input))
    }
  }

  /// Seeds: nothing, a walk with samples, every command once.
  static var seeds: [[UInt8]] {
    let walking = (0..<18).flatMap { _ in [0x30, 0x41, 9, 1, 0x30] as [UInt8] }
    let commands = (0..<UInt8(truncatingIfNeeded: SessionCommands.all.count)).flatMap {
      [0x34, $0] as [UInt8]
    }
    // Use 1, where to cut (two bytes), what stands behind the cut, whether the walk is started.
    return [[0], [1], [0] + walking, [1] + commands, [0] + commands].map { [1, 0, 9, 0] + $0 }
  }

  private mutating func hear(_ input: SessionInput) {
    entries += engine.take(input, at: now).entries
  }

  private mutating func start() {
    for command in SessionCommands.preparation { hear(.command(command, by: "nurse-1")) }
    now = now + .seconds(1)
    hear(.command(.start, by: "nurse-1"))
  }

  private static func input(_ code: UInt8, _ input: inout FuzzInput) -> SessionInput {
    switch code {
    case 1, 2: return .frame(podFrame(&input))
    case 3: return .frame(frame(&input))
    case 4, 5, 6:
      let all = SessionCommands.all
      return .command(all[Int(input.byte()) % all.count], by: "nurse-1")
    case 7, 8:
      let byte = input.byte()
      let edge = ButtonEdge(button: Int(byte >> 1 & 3) + 1, isPress: byte & 1 == 0)
      return .edge(source: DeviceSource(2), edge)
    case 9:
      let states = DeviceChange.State.allCases
      let state = states[Int(input.byte()) % states.count]
      return .device(
        DeviceChange(source: DeviceSource(input.byte() % 3 + 1), driver: .antFootPod, state: state))
    case 10:
      let skew = Int64(Int8(bitPattern: input.byte())) << 32
      return .clock(
        ClockReading(
          realtimeMilliseconds: 1_790_000_000_000 + skew, boottimeMicroseconds: abs(skew),
          rawMicroseconds: skew, discipline: .synchronised, estimatedErrorMicroseconds: 100))
    case 11: return .torn(droppedBytes: Int(input.byte()))
    case 12: return .session(VirtualWalk.opening)
    default: return .sample
    }
  }

  /// Page 1 of the pod 12345 with counters from the input.
  private static func podFrame(_ input: inout FuzzInput) -> DeviceFrame {
    let bytes = input.take(2) + [0, 0]
    let page: [UInt8] = [1, 0, bytes[0], bytes[0], bytes[1] & 0xF1, 0x80, bytes[0], 0]
    let body: [UInt8] = [14, 0x4E, 0] + page + [0x80, 0x39, 0x30, 124, 1]
    return DeviceFrame(
      source: DeviceSource(1), direction: .received, bytes: [0xA4] + body + [body.reduce(0xA4, ^)])
  }

  private static func frame(_ input: inout FuzzInput) -> DeviceFrame {
    let flags = input.byte()
    return DeviceFrame(
      source: DeviceSource(flags >> 1 & 3), direction: flags & 1 == 0 ? .received : .sent,
      bytes: input.take(Int(input.byte() % 40)))
  }
}

/// What staff can say, each once.
enum SessionCommands {
  static let preparation: [WalkEvent] =
    [.prepare(trial: 1, previousEnd: nil)]
    + Gate.required(by: VirtualWalk.definition).map { .gate($0, .passed) }
    + VirtualWalk.definition.questionsBefore.map { .answer(question: $0.id, $0.anyAnswer) } + [.arm]

  static let all: [WalkEvent] = {
    var all = preparation
    all += Gate.allCases.map { .waive($0, reason: "sensor-not-found") }
    all += Gate.allCases.map { .gate($0, .failed("not-there")) }
    all += VirtualWalk.definition.questionsAfter.map { .answer(question: $0.id, $0.anyAnswer) }
    all += [
      .answer(question: "no-such-question", .integer(-1)), .answer(question: "", .choice("")),
    ]
    for mark in Mark.allCases {
      all.append(.mark(mark))
      all += UndoReason.allCases.map { .undoMark(mark, reason: $0) }
    }
    all += EndReason.allCases.flatMap { [.end($0), .giveEndReason($0)] as [WalkEvent] }
    all += (0...3).map { .stage($0) }
    all += [
      .prepare(trial: 2, previousEnd: MonotonicInstant(microseconds: 1)), .start, .restBegin,
      .restEnd, .emergencyStop, .recovered, .close, .abandon(reason: "subject-declined"),
      .interrupt,
    ]
    return all
  }()
}

extension Question {
  fileprivate var anyAnswer: Answer {
    switch answer {
    case .yesNo: .yesNo(true)
    case .integer(let range, _): .integer(range.lowerBound)
    case .choice(let codes): .choice(codes.first ?? "")
    }
  }
}

/// Whatever was heard is read back whole; and cut anywhere, with any byte behind the cut, the
/// session is recovered up to what the journal proves, adding no mark.
func checkScriptedSession(_ input: inout FuzzInput) {
  let cut = input.number(below: 1 << 16)
  let rubbish = input.byte()
  let script = SessionScript(&input)
  let journal = VirtualWalk.bytes(of: script.entries)
  let contents = try? JournalContents(parsing: journal)
  invariant(contents?.entries == script.entries, "a journal is not read back as written")
  let torn = journal.prefix(JournalHeader.size + cut % (journal.count - JournalHeader.size + 1))
  // Recovery replays the session several times, so an input asks for one ending.
  let bytes = rubbish == 0 ? journal : torn + (rubbish < 128 ? [] : [rubbish, rubbish])
  let isOpened = checkReading(of: bytes).count > 1
  do {
    let recovery = try SessionRecovery(journal: bytes)
    invariant(isOpened, "a session is recovered that was never opened")
    let told = Set(script.engine.machine.timeline.marks.map(\.at))
    let marks = recovery.replay.engine.machine.timeline.marks
    invariant(marks.allSatisfy { told.contains($0.at) }, "recovery adds a mark")
    checkRecovered(recovery)
  } catch {
    invariant(!isOpened, "an opened session is not recovered: \(error)")
  }
}
