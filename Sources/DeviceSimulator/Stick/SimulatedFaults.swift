public import Readings

/// What goes wrong between a transmitter on the air and the host's buffer. The default is nothing.
public struct SimulatedFaults: Hashable, Sendable {
  /// Packets on the air that the stick does not receive, in per mille.
  public var lossPerMille: Int64 = 0
  /// Received packets that the stick delivers twice, in per mille.
  public var duplicatesPerMille: Int64 = 0
  /// Frames with one to six bytes before them that belong to no frame, in per mille.
  public var garbagePerMille: Int64 = 0
  /// Frames that wait for the next one, up to 300 ms, so that both come in one chunk, in per mille.
  public var joinsPerMille: Int64 = 0
  /// Chunks are cut at random, 1 to 64 bytes, and not only at USB's 64.
  public var splitsChunks = false
  /// How much the stick's clock runs fast against the host's, in millionths; from −500 to 500.
  public var clockSkew: Int64 = 0
  /// The longest delay of a delivery beyond its 1 ms; the order is kept.
  public var deliveryJitter: Microseconds = .zero
  /// When the stick is not plugged in; ranges that lie apart. It forgets everything and needs a new set-up afterwards.
  public var unplugged: [Range<MonotonicInstant>] = []
  /// The stick knows no library configuration (6E), as old sticks do; it knows 66.
  public var refusesLibraryConfiguration = false
  /// The stick does not answer the first commands after each power-up: so many are lost.
  public var ignoredCommands = 0

  /// No faults.
  public init() {}
}
