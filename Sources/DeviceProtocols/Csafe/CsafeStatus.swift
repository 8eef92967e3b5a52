/// The status byte that begins every answer (facts section 4.2).
public struct CsafeStatus: RawRepresentable, Hashable, Sendable {
  /// The byte on the wire.
  public let rawValue: UInt8

  /// The status with the byte `rawValue`.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// What became of the host's frame before (bits 5-4).
  public enum Fate: UInt8, Sendable {
    case accepted, rejected, bad, notReady
  }

  /// The state of the console (bits 3-0). A number without a name is kept.
  public enum State: Hashable, Sendable {
    case error, ready, idle, haveID, inUse, paused, finished, manual, offLine
    case other(UInt8)

    init(_ bits: UInt8) {
      switch bits {
      case 0: self = .error
      case 1: self = .ready
      case 2: self = .idle
      case 3: self = .haveID
      case 5: self = .inUse
      case 6: self = .paused
      case 7: self = .finished
      case 8: self = .manual
      case 9: self = .offLine
      default: self = .other(bits)
      }
    }
  }

  /// Bit 7, which changes with each frame that the console accepts: an answer with the same toggle
  /// as the one before is that answer again.
  public var toggle: Bool { rawValue & 0x80 != 0 }
  /// What became of the host's frame before.
  public var fate: Fate { Fate(rawValue: rawValue >> 4 & 3) ?? .accepted }
  /// The state of the console.
  public var state: State { State(rawValue & 0x0F) }

  /// What the belt does, as far as the state tells it. In "manual" and "off line" the console is
  /// used without its host: a real one in use said "off line", so neither tells of the belt.
  public var belt: BeltState {
    switch state {
    case .error: .fault
    case .ready, .idle, .haveID: .stopped
    case .inUse: .running
    case .paused, .finished: .paused
    case .manual, .offLine, .other: .unknown
    }
  }

  /// Whether the console's clock of the present use runs, as far as the state tells.
  var clockMayRun: Bool {
    switch state {
    case .inUse, .manual, .offLine, .other: true
    case .error, .ready, .idle, .haveID, .paused, .finished: false
    }
  }

  /// Whether someone may be walking.
  var mayBeInUse: Bool {
    switch state {
    case .inUse, .paused, .manual, .offLine, .other: true
    case .error, .ready, .idle, .haveID, .finished: false
    }
  }
}
