import Readings

/// Puts what arrives from several devices into one order by stamp. A transfer's stamp is a little
/// older than its arrival, by a different little for each device; what is held back for longer than
/// that comes out in the order in which it happened.
struct StampOrder<Value> {
  private var waiting: [(at: MonotonicInstant, value: Value)] = []

  /// True when nothing waits.
  var isEmpty: Bool { waiting.isEmpty }

  /// Takes a value in. Values with equal stamps keep the order in which they came.
  mutating func add(_ value: Value, at instant: MonotonicInstant) {
    var place = waiting.endIndex
    while place > waiting.startIndex, waiting[place - 1].at > instant { place -= 1 }
    waiting.insert((instant, value), at: place)
  }

  /// The oldest value stamped at or before `horizon`, taken out; nil when there is none.
  mutating func next(upTo horizon: MonotonicInstant) -> (at: MonotonicInstant, value: Value)? {
    guard let first = waiting.first, first.at <= horizon else { return nil }
    return waiting.removeFirst()
  }
}
