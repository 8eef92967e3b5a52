import Readings

/// What each switch does physically: the edge before and whether the contact is closed. It knows
/// nothing of the walk; it exists to tell a press from a bounce and a hold from a press.
struct ButtonContacts: Sendable, Hashable {
  /// Presses this close to the edge before are chatter of the contact, not a person. Fingers hold
  /// a button for 64 ms and more, so no true press follows its own release sooner.
  static let bounceWindow = Microseconds.milliseconds(50)

  private struct Contact: Sendable, Hashable {
    var lastEdge: MonotonicInstant
    /// The press that began the present closing, bounces bridged; nil when none was seen.
    var closedSince: MonotonicInstant?
    var isClosed: Bool
  }

  private var contacts: [Int: Contact] = [:]

  /// Notes an edge; true when it is a press that is a bounce.
  mutating func note(_ edge: ButtonEdge, at instant: MonotonicInstant) -> Bool {
    guard var contact = contacts[edge.button] else {
      contacts[edge.button] = Contact(
        lastEdge: instant, closedSince: edge.isPress ? instant : nil, isClosed: edge.isPress)
      return false
    }
    let since = instant - contact.lastEdge
    let isBounce =
      edge.isPress && since <= Self.bounceWindow && since >= .zero - Self.bounceWindow
    // An edge that arrives late says nothing about where the contact is now.
    if since >= .zero {
      contact.lastEdge = instant
      contact.isClosed = edge.isPress
      if edge.isPress && !isBounce { contact.closedSince = instant }
      contacts[edge.button] = contact
    }
    return isBounce
  }

  /// True when the button pressed at `press` has not been let go since.
  func isHeld(_ button: Int, since press: MonotonicInstant) -> Bool {
    guard let contact = contacts[button] else { return false }
    return contact.isClosed && contact.closedSince == press
  }
}
