import Readings

/// Which contacts of a button are closed and since when, to notice one that stays closed: a jammed
/// pedal, or a bag that stands on it (facts section 8.1). It holds 64; further ones are not watched.
struct HeldContacts: Sendable {
  private struct Held: Sendable {
    var contact = 0
    var since = MonotonicInstant(microseconds: 0)
    var isReported = false
  }

  private static let capacity = 64
  private var held = InlineArray<64, Held>(repeating: Held())
  private let limit: Microseconds

  private(set) var count = 0
  /// Whether edges were lost, so that nobody knows which contacts are closed; nothing is stuck then.
  var isDoubtful = false

  init(stuckAfter limit: Microseconds) { self.limit = limit }

  /// When the next contact has been closed for too long.
  var deadline: MonotonicInstant? {
    guard !isDoubtful else { return nil }
    var first: MonotonicInstant?
    for index in 0..<count where !held[index].isReported {
      let due = held[index].since + limit
      first = first.map { min($0, due) } ?? due
    }
    return first
  }

  /// Notes an edge as it was told.
  mutating func note(_ contact: Int, isPress: Bool, at instant: MonotonicInstant) {
    let place = place(of: contact)
    if !isPress {
      guard let place else { return }
      count &-= 1
      held[place] = held[count]
    } else if let place {
      held[place] = Held(contact: contact, since: instant)
    } else if count < Self.capacity {
      held[count] = Held(contact: contact, since: instant)
      count &+= 1
    }
  }

  /// Tells each contact that has been closed for too long, once per press.
  mutating func tick(at now: MonotonicInstant, _ body: (Int) -> Void) {
    guard !isDoubtful else { return }
    for index in 0..<count where !held[index].isReported && held[index].since + limit <= now {
      held[index].isReported = true
      body(held[index].contact)
    }
  }

  /// Whether a contact is closed, as far as is known.
  func contains(_ contact: Int) -> Bool { place(of: contact) != nil }

  /// The contact at a place below `count`, in no order.
  func contact(at place: Int) -> Int { held[place].contact }

  /// Forgets everything, doubt too.
  mutating func forget() {
    count = 0
    isDoubtful = false
  }

  private func place(of contact: Int) -> Int? {
    for index in 0..<count where held[index].contact == contact { return index }
    return nil
  }
}
