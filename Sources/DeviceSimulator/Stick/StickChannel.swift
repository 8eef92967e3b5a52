import Readings

/// A transmitter's name, or a host's wish with zeros as wildcards.
struct StickChannelID: Hashable, Sendable {
  var number: UInt16
  var type: UInt8
  var transmission: UInt8

  /// Whether a transmitter named `other` is the one wished for.
  func admits(_ other: StickChannelID) -> Bool {
    (number == 0 || number == other.number) && (type == 0 || type == other.type)
      && (transmission == 0 || transmission == other.transmission)
  }

  /// As it stands in messages.
  var bytes: [UInt8] {
    [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8), type, transmission]
  }
}

/// What the host has configured on a channel; the values at first are the stick's own.
struct StickChannelSetup: Sendable {
  var type: UInt8
  var network: UInt8
  var id: StickChannelID?
  var period: UInt16 = 8_192
  var frequency: UInt8 = 66
  /// In 2.5 s; 255 for ever.
  var searchTimeout: UInt8 = 10
}

/// A transmitter that a channel follows.
struct StickTracking: Sendable {
  var id: StickChannelID
  /// When the next packet should come.
  var expected: MonotonicInstant
  /// Packets missed in a row.
  var misses = 0
  /// An acknowledged page that waits for the next slot.
  var outgoing: [UInt8]?
}

/// The state of one channel of the stick.
enum StickChannel: Sendable {
  case unassigned
  case assigned(StickChannelSetup)
  /// `until` is nil when the search has no end.
  case searching(StickChannelSetup, until: MonotonicInstant?)
  case tracking(StickChannelSetup, StickTracking)
  case scanning(StickChannelSetup)
  case closing(StickChannelSetup, at: MonotonicInstant)

  /// The configuration; nil when nothing is assigned.
  var setup: StickChannelSetup? {
    switch self {
    case .unassigned: nil
    case .assigned(let setup), .searching(let setup, _), .tracking(let setup, _),
      .scanning(let setup), .closing(let setup, _):
      setup
    }
  }

  /// Whether the radio works for it.
  var isOpen: Bool {
    switch self {
    case .searching, .tracking, .scanning: true
    case .unassigned, .assigned, .closing: false
    }
  }

  /// The low two bits of message 52: 0 unassigned, 1 assigned, 2 searching, 3 tracking.
  var status: UInt8 {
    switch self {
    case .unassigned: 0
    case .assigned, .closing: 1
    case .searching: 2
    case .tracking, .scanning: 3
    }
  }

  /// When the channel does something by itself: gives a packet up, a search up, or is closed.
  var deadline: MonotonicInstant? {
    switch self {
    case .unassigned, .assigned, .scanning: nil
    case .searching(_, let until): until
    case .tracking(_, let tracking): tracking.expected + Self.window
    case .closing(_, let at): at
    }
  }

  /// How far from its time a packet may come. A slave with another period than its master's, by more
  /// than this, misses packets.
  static let window = Microseconds(900)
}
