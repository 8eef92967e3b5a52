import Readings
import SessionCapture
import WalkProtocol

/// The walk as it goes: on a terminal one line that is drawn over, elsewhere a line for each event
/// and every half minute of the walk.
struct WalkTicker {
  private var lastDrawn: MonotonicInstant?
  private var lastPrinted: MonotonicInstant?

  /// Shows what the walk machine did, and where the walk stands at `instant`.
  mutating func show(
    _ actions: [WalkAction], _ engine: SessionEngine, at instant: MonotonicInstant
  ) {
    for action in actions {
      guard let text = Self.text(of: action, start: engine.machine.timeline.start) else { continue }
      Console.redraw("")
      Console.say(text)
    }
    guard engine.machine.phase == .walking else { return }
    if due(&lastDrawn, instant, .seconds(1)) { Console.redraw(line(engine, at: instant)) }
    if !Console.isTerminal, due(&lastPrinted, instant, .seconds(30)) {
      Console.say(line(engine, at: instant))
    }
  }

  private func due(
    _ last: inout MonotonicInstant?, _ now: MonotonicInstant, _ interval: Microseconds
  ) -> Bool {
    if let last, now - last < interval { return false }
    last = now
    return true
  }

  private func line(_ engine: SessionEngine, at instant: MonotonicInstant) -> String {
    let start = engine.machine.timeline.start ?? instant
    let row = engine.row(at: instant)
    let speed = row[.speed].map { "\(Clock.decimals($0.value, 2)) m/s" } ?? "no speed"
    let resting = engine.machine.timeline.rests.last.map { $0.end == nil } ?? false
    return "  \(Clock.text(instant - start))  \(resting ? "resting" : "walking")  \(speed)"
  }

  private static func text(of action: WalkAction, start: MonotonicInstant?) -> String? {
    func at(_ instant: MonotonicInstant) -> String {
      start.map { "  " + Clock.text(instant - $0) } ?? "        "
    }
    switch action {
    case .entered(.armed, _): return "armed: every gate has passed or is waived"
    case .entered(.walking, let instant): return at(instant) + "  START"
    case .marked(let mark, let instant): return at(instant) + "  mark: \(mark.rawValue)"
    case .markUndone(let mark, let reason, _, let instant):
      return at(instant) + "  mark undone: \(mark.rawValue) (\(reason.rawValue))"
    case .restBegan(let instant): return at(instant) + "  rest begins"
    case .restEnded(let instant): return at(instant) + "  rest ends"
    case .prompt(let prompt, let instant): return at(instant) + "  prompt: \(prompt.text)"
    case .gapBegan(let channel, let instant):
      return at(instant) + "  \(channel.rawValue): no data since here"
    case .gapEnded(let channel, let continuous, let instant):
      return at(instant)
        + "  \(channel.rawValue): back, \(continuous ? "nothing lost" : "new origin")"
    case .ended(let reason, let cause, let instant):
      return at(instant) + "  END by \(cause.rawValue), \(reason?.rawValue ?? "reason to be given")"
    case .endReasonGiven(let reason, _): return "          end reason: \(reason.rawValue)"
    case .waived(let gate, let reason, _): return "waived: \(gate.rawValue) (\(reason))"
    case .rejected(let rejection, let instant):
      return at(instant) + "  not accepted: \(rejection.code.advice)"
    default: return nil
    }
  }
}

/// Times and decimals as people read them, made from integers.
enum Clock {
  /// A span as m:ss.s.
  static func text(_ span: Microseconds) -> String {
    let tenths = span.count / 100_000
    let seconds = tenths / 10 % 60
    return "\(tenths / 600):\(seconds < 10 ? "0" : "")\(seconds).\(abs(tenths % 10))"
  }

  /// A thousandths value with `places` decimals, cut and not rounded, as a clock shows it.
  static func decimals(_ thousandths: Int64, _ places: Int) -> String {
    let digits = String(1_000 + abs(thousandths % 1_000)).dropFirst().prefix(places)
    return "\(thousandths / 1_000).\(digits)"
  }
}
