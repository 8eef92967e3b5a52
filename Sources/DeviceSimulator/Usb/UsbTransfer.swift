/// A transfer that the host asks for: in Linux's words a URB.
public struct UsbTransfer: Hashable, Sendable {
  /// The host's number for it.
  public var id: UInt32
  /// Endpoint number, bit 7 set when data goes to the host.
  public var endpoint: UInt8
  /// The request; meaningful for endpoint 0 only.
  public var setup: UsbSetup
  /// How many bytes the host can take, or gives.
  public var length: Int
  /// What the host gives.
  public var data: [UInt8]

  /// A transfer.
  public init(
    id: UInt32, endpoint: UInt8,
    setup: UsbSetup = UsbSetup(requestType: 0, request: 0, value: 0, index: 0, length: 0),
    length: Int = 0, data: [UInt8] = []
  ) {
    self.id = id
    self.endpoint = endpoint
    self.setup = setup
    self.length = length
    self.data = data
  }
}

/// How a transfer ended.
public struct UsbCompletion: Hashable, Sendable {
  /// What came of it.
  public enum Outcome: Hashable, Sendable {
    /// All is well.
    case done
    /// The device refused it, or its endpoint is halted.
    case stalled
    /// The device sent more than the host had room for.
    case overflowed
  }

  /// The host's number for the transfer.
  public var id: UInt32
  /// How it ended.
  public var outcome: Outcome
  /// What the device gave; empty for transfers to the device.
  public var data: [UInt8]
  /// How many bytes went over.
  public var count: Int

  init(_ id: UInt32, _ outcome: Outcome, data: [UInt8] = [], count: Int? = nil) {
    self.id = id
    self.outcome = outcome
    self.data = data
    self.count = count ?? data.count
  }
}
