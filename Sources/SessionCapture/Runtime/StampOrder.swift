import Readings

/// Puts what arrives from several devices into one order by stamp. A transfer's stamp is a little
/// older than its arrival, by a different little for each device; what is held back for longer than
/// that comes out in the order in which it happened.
struct StampOrder<Value> {
  private var waiting: [(at: MonotonicInstant, value: Value)] = []
  /// How many at the front of `waiting` have been taken out. They are removed together, so that a
  /// host that stood still has not to move all that waits for each.
  private var taken = 0

  /// True when nothing waits.
  var isEmpty: Bool { taken == waiting.count }

  /// The oldest value's stamp; nil when nothing waits.
  var oldest: MonotonicInstant? { isEmpty ? nil : waiting[taken].at }

  /// Takes a value in. Values with equal stamps keep the order in which they came.
  mutating func add(_ value: Value, at instant: MonotonicInstant) {
    var place = waiting.endIndex
    while place > taken, waiting[place - 1].at > instant { place -= 1 }
    waiting.insert((instant, value), at: place)
  }

  /// The oldest value stamped at or before `horizon`, taken out; nil when there is none.
  mutating func next(upTo horizon: MonotonicInstant) -> (at: MonotonicInstant, value: Value)? {
    guard let oldest, oldest <= horizon else { return nil }
    let first = waiting[taken]
    taken += 1
    if taken == waiting.count || taken >= 256 {
      waiting.removeFirst(taken)
      taken = 0
    }
    return first
  }
}
