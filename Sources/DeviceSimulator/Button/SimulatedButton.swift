public import Readings

/// One edge of a button's contact.
public struct ButtonContactEdge: Hashable, Sendable {
  /// When the host's input layer stamps it.
  public var at: MonotonicInstant
  /// True when the contact closes, false when it opens.
  public var isPress: Bool

  /// An edge.
  public init(at instant: MonotonicInstant, isPress: Bool) {
    at = instant
    self.isPress = isPress
  }
}

/// How a button is pressed and how its contact behaves.
public struct ButtonHabits: Hashable, Sendable {
  /// The range of ordinary hold times in ms.
  public var holdMilliseconds: ClosedRange<Int64>
  /// Presses whose contact bounces, in per mille: one to three short openings after the press, and
  /// as many short closings after the release. Each lasts up to 4 ms, or one poll when that is longer.
  public var bouncePerMille: Int64 = 0
  /// Presses that are repeated after 150 to 400 ms, in per mille.
  public var doublePressPerMille: Int64 = 0
  /// Edges are seen only on multiples of this, as a USB host polls; zero for at once.
  public var pollInterval: Microseconds = .milliseconds(8)

  /// A finger on a button: 64 to 112 ms (recorded presses of umockdev's USB keyboard).
  public static let finger = ButtonHabits(holdMilliseconds: 64...112)
  /// A foot on a switch: 288 to 328 ms (recorded presses of X-keys' XK-3).
  public static let foot = ButtonHabits(holdMilliseconds: 288...328)

  /// Habits without bounce and double presses.
  public init(holdMilliseconds: ClosedRange<Int64>) { self.holdMilliseconds = holdMilliseconds }
}

/// A timer button in the hand of staff: turns the instants at which they act into edges.
public struct SimulatedButton: Sendable {
  private let habits: ButtonHabits
  private var random: SeededRandom
  private var lastEdge = MonotonicInstant(microseconds: .min)

  /// A button; the same seed and the same calls give the same edges.
  public init(seed: UInt64, habits: ButtonHabits = .finger) {
    self.habits = habits
    random = SeededRandom(seed: seed, stream: 5)
  }

  /// The edges of one press that begins at `instant`, in order of time. A press that would begin
  /// before the last edge given begins just after it.
  public mutating func press(at instant: MonotonicInstant) -> [ButtonContactEdge] {
    let first = onePress(at: instant, hold: drawHold())
    guard random.happens(perMille: habits.doublePressPerMille) else { return first }
    let again = lastEdge + .milliseconds(random.uniform(150...400))
    return first + onePress(at: again, hold: drawHold())
  }

  /// The edges of a press that is held for `duration`, such as the two seconds that end a walk.
  public mutating func hold(
    at instant: MonotonicInstant, for duration: Microseconds
  ) -> [ButtonContactEdge] {
    onePress(at: instant, hold: duration)
  }

  /// The edges of a whole test with one button: START at `start`, then a press for first and one for
  /// severe symptoms when staff have noticed them. A walk that reaches its cap ends without a press.
  public mutating func edges(
    for script: [PatientAct], start: MonotonicInstant
  ) -> [ButtonContactEdge] {
    var edges = press(at: start)
    for act in script where act.kind == .firstSymptoms || act.kind == .severeSymptoms {
      edges += press(at: start + act.noticedAt)
    }
    return edges
  }

  private mutating func drawHold() -> Microseconds {
    .milliseconds(random.uniform(habits.holdMilliseconds))
  }

  private mutating func onePress(
    at instant: MonotonicInstant, hold: Microseconds
  ) -> [ButtonContactEdge] {
    let bounces = random.happens(perMille: habits.bouncePerMille)
    var edges: [ButtonContactEdge] = []
    settle(&edges, at: instant, isPress: true, bounces: bounces)
    settle(&edges, at: instant + hold, isPress: false, bounces: bounces)
    return edges
  }

  /// The contact changes to `isPress`, after some chatter when it bounces.
  private mutating func settle(
    _ edges: inout [ButtonContactEdge], at instant: MonotonicInstant, isPress: Bool, bounces: Bool
  ) {
    var at = append(&edges, at: instant, isPress: isPress)
    guard bounces else { return }
    for _ in 0..<random.uniform(1...3) {
      at = append(&edges, at: at + chatter(), isPress: !isPress)
      at = append(&edges, at: at + chatter(), isPress: isPress)
    }
  }

  private mutating func chatter() -> Microseconds {
    .milliseconds(random.uniform(1...4))
  }

  private mutating func append(
    _ edges: inout [ButtonContactEdge], at instant: MonotonicInstant, isPress: Bool
  ) -> MonotonicInstant {
    var at = seen(max(instant, lastEdge + Microseconds(1)))
    // A poll sees one edge at most: a bounce that shows lasts at least one interval.
    if at <= lastEdge { at = lastEdge + max(Microseconds(1), habits.pollInterval) }
    lastEdge = at
    edges.append(ButtonContactEdge(at: at, isPress: isPress))
    return at
  }

  /// The first poll at or after `instant`.
  private func seen(_ instant: MonotonicInstant) -> MonotonicInstant {
    let interval = habits.pollInterval.count
    guard interval > 0 else { return instant }
    let over = instant.microseconds % interval
    return over <= 0 ? instant - Microseconds(over) : instant + Microseconds(interval &- over)
  }
}
