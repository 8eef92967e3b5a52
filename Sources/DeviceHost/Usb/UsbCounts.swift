/// What the transfers of one open port have seen since it was opened.
public struct UsbCounts: Hashable, Sendable {
  /// Transfers that brought bytes to the sink.
  public internal(set) var reads = 0
  /// Messages that the device took.
  public internal(set) var writes = 0
  /// Stalls of either endpoint; each was cleared unless the port broke.
  public internal(set) var stalls = 0
  /// Transfers that failed on the bus; reading went on unless the port broke.
  public internal(set) var errors = 0
  /// Bytes of an earlier session, discarded on opening.
  public internal(set) var discardedBytes = 0

  /// Nothing yet.
  public init() {}
}
