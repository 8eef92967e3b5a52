import Readings

/// Watches that a device answers: silence first stalls the link, then has the port opened anew, and
/// after three openings without an answer staff must act.
struct AnswerWatch: Sendable {
  /// Silence that stalls the link.
  static let stallTime = Microseconds.seconds(1)
  /// Silence after which the port is opened anew.
  static let reopenTime = Microseconds.seconds(3)
  private static let mostOpenings = 3

  private var lastSign = MonotonicInstant(microseconds: 0)
  private var openings = 0
  private(set) var isStalled = false
  private(set) var isWatching = false

  /// When silence will have consequences.
  var deadline: MonotonicInstant? {
    guard isWatching else { return nil }
    return lastSign + (isStalled ? Self.reopenTime : Self.stallTime)
  }

  /// The earliest of `deadline` and of what else is due.
  func deadline(or first: MonotonicInstant?, _ second: MonotonicInstant? = nil) -> MonotonicInstant?
  {
    var earliest = deadline
    if let first { earliest = min(earliest ?? first, first) }
    if let second { earliest = min(earliest ?? second, second) }
    return earliest
  }

  /// The port was opened and an answer is awaited.
  mutating func begin(at now: MonotonicInstant) {
    lastSign = now
    openings &+= 1
    isStalled = false
    isWatching = true
  }

  /// The device answered.
  mutating func answered(at now: MonotonicInstant) {
    lastSign = now
    openings = 0
    isStalled = false
  }

  /// No answer is awaited any more.
  mutating func stop() { isWatching = false }

  /// What silence until `now` calls for.
  mutating func tick(at now: MonotonicInstant, device: String, _ body: (DriverAction) -> Void) {
    guard isWatching else { return }
    if !isStalled, now - lastSign >= Self.stallTime {
      isStalled = true
      body(.link(.stalled(since: lastSign)))
    }
    guard now - lastSign >= Self.reopenTime else { return }
    isWatching = false
    if openings < Self.mostOpenings {
      body(.reopen(DriverFault(.noAnswer, "\(device) does not answer; it is opened anew.")))
    } else {
      openings = 0
      body(
        .failed(
          DriverFault(.noAnswer, "\(device) does not answer; unplug it and plug it in again.")))
    }
  }
}
