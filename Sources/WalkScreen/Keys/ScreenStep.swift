public import ControlSocket

/// What a key brings about outside of the view.
public enum ScreenStep: Hashable, Sendable {
  /// Something is asked of the daemon; the label names it to people.
  case ask(ControlRequest, label: String)
  /// The view is left; the walk goes on.
  case leave
  /// Everything is drawn anew.
  case redraw
}

/// A key that does something now, with what it does.
struct KeyOffer: Hashable, Sendable {
  var key: String
  var label: String
}
