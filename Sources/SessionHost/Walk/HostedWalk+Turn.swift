package import Readings
package import SessionCapture
package import WalkProtocol

/// What became of a walk in one turn.
package struct WalkTurn {
  /// What the walk machine did.
  package var actions: [WalkAction]
  /// The events that entered the journal since they were last taken.
  package var events: [SessionEvent]
  /// Up to where all that was offered has been heard.
  package var heardUpTo: MonotonicInstant
  /// When the next turn is due.
  package var nextTurn: MonotonicInstant
  /// True once nothing but sealing is left.
  package var isOver: Bool
  /// Why the journal cannot be written any more; nil while it can, and when it was told before.
  package var journalFault: JournalFault?
  /// Why the opening could not be signed; nil while it could, and when it was told before.
  package var openingFault: Complaint?
}

extension HostedWalk {
  /// Lets the walk go on to `now` as `advance` does, and tells all that its keeper wants to know, in
  /// one turn: the walk is large, and each question from outside would copy it.
  package mutating func turn(
    to now: MonotonicInstant, hasButton: Bool, hasRoom: Bool
  ) -> WalkTurn {
    let actions = advance(to: now, hasButton: hasButton, hasRoom: hasRoom)
    // A fault may be older than the first turn: what counts is that it was told.
    defer { toldFaults = (journalFault != nil, openingFault != nil) }
    return WalkTurn(
      actions: actions, events: takeEvents(), heardUpTo: walk.heardUpTo,
      nextTurn: walk.nextTurn(after: now), isOver: isOver,
      journalFault: toldFaults.journal ? nil : journalFault,
      openingFault: toldFaults.opening ? nil : openingFault)
  }
}
