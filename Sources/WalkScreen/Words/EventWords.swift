public import Readings
public import SessionCapture
import StrictJSON

/// Events of a session as people read them.
public struct EventWords: Sendable {
  /// START on the daemon's clock; nil before it.
  public var start: MonotonicInstant?

  /// Words for the events of a walk that started at `start`.
  public init(start: MonotonicInstant? = nil) { self.start = start }

  /// The event in one line with its time; nil for one that tells people nothing, such as a clock.
  /// START is learned from the events themselves.
  public mutating func line(_ event: SessionEvent) -> String? {
    let at = event.members["at_us"]?.integer.map(MonotonicInstant.init(microseconds:))
    if event.kind == .phase, event.text("phase") == "walking" { start = at ?? event.instant }
    if event.kind == .session { start = nil }
    guard let words = Self.words(of: event) else { return nil }
    return "\(time(at ?? event.instant))  \(words)".plain
  }

  /// The event's time and name, for one that has no words.
  public func bare(_ event: SessionEvent) -> String {
    "\(time(event.instant))  (\(event.kind.rawValue))"
  }

  private func time(_ instant: MonotonicInstant) -> String {
    guard let start, instant >= start else { return "           " }
    return "  " + SpanText.thousandths(instant - start)
  }

  /// What happened, without its time; nil for what tells people nothing.
  static func words(of event: SessionEvent) -> String? {
    switch event.kind {
    case .session:
      "session opened: \(event.text("subject")), visit \(event.text("visit"))"
    case .phase: phase(event.text("phase"))
    case .gate: "\(event.text("gate")): \(event.text("result"))"
    case .waiver: "waived: \(event.text("gate")) (\(event.text("reason")))"
    case .answer: "answered \(event.text("question")): \(event.text("value"))"
    case .mark: "mark: \(event.text("mark"))"
    case .undo: "mark taken back: \(event.text("mark")) (\(event.text("reason")))"
    case .rest: event.text("rest") == "begin" ? "rest begins" : "walks on"
    case .stage: "stage \(event.text("stage")) is set"
    case .prompt: "prompt: \(event.text("text"))"
    case .gap:
      event.text("gap") == "begin"
        ? "\(event.text("channel")): no data since here"
        : "\(event.text("channel")): back, "
          + (event.text("continuous") == "true" ? "nothing lost" : "counting anew")
    case .end:
      "END by \(event.text("by")), "
        + (event.text("reason").isEmpty ? "reason to be given" : event.text("reason"))
    case .revision: "END was corrected"
    case .endReason: "end reason: \(event.text("reason"))"
    case .recovery: "recovered"
    case .rejection: "not accepted: \(event.text("event")) (\(event.text("code")))"
    case .resumed: "the walk went on after a break-down"
    case .torn: "the journal was torn: \(event.text("dropped_bytes")) bytes dropped"
    case .trouble: "button trouble: \(event.text("trouble"))"
    case .device: "device \(event.text("source")) (\(event.text("driver"))): \(event.text("state"))"
    case .clock, .edge, .command, .identity, .battery, .pod, .treadmill, .limit: nil
    }
  }

  private static func phase(_ name: String) -> String {
    switch name {
    case "walking": "START"
    case "armed": "armed"
    case "preparing": "preparing"
    case "ended": "ended"
    case "closed": "closed"
    case "abandoned": "abandoned"
    default: name
    }
  }
}

extension SessionEvent {
  /// A member as text; empty when it is absent or null.
  fileprivate func text(_ key: String) -> String {
    switch members[key] {
    case .string(let text): text
    case .integer(let number): "\(number)"
    case .bool(let value): value ? "true" : "false"
    default: ""
    }
  }
}
