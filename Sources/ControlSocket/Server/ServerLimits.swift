public import Readings

/// How much a daemon lets clients have.
public struct ServerLimits: Hashable, Sendable {
  /// Clients served at once.
  public var clients = 64
  /// Bytes that may wait for one client.
  public var backlog = 262_144
  /// How long a client may take to say `hello`, and to end a line that it began.
  public var patience = Microseconds.seconds(10)
  /// How long a client that is turned away is given to read why.
  public var farewell = Microseconds.seconds(1)

  /// The limits of the daemon.
  public init() {}
}

/// Something that the daemon should log. Bears no codes of subjects.
public enum ServerNotice: Hashable, Sendable {
  /// A client was turned away, or let go for a reason; nil when it was turned away unseen.
  case turnedAway(ControlPeer?, ControlFault)
  /// A client connected and was greeted.
  case greeted(ControlPeer, program: String)
  /// A client left.
  case left(ControlPeer)
}
