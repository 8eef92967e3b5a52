/// How the link to a device has done so far. What a kind of device does not know stays 0 or nil.
public struct LinkCounts: Hashable, Sendable {
  /// Whole messages of any kind from the device or its stick.
  public var messages = 0
  /// Bytes that belonged to no message.
  public var droppedBytes = 0
  /// Frames with a wrong check value.
  public var badChecksums = 0
  /// Pages or answers from the device itself.
  public var packets = 0
  /// Pages from other transmitters, left out.
  public var foreignPackets = 0
  /// Packets equal to the one before; each is still a sign of life.
  public var repeats = 0
  /// Packets or answers missed, exact; nil when that cannot be told.
  public var missedPackets: Int64?
  /// Misses as the stick's events tell, or requests that had no answer in time.
  public var receiveFailures = 0

  /// No messages yet.
  public init() {}
}
