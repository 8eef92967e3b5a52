public import Readings

/// A variant of a device family, chosen by configuration and never guessed.
public struct DeviceVariant: Hashable, Sendable {
  /// Its name in configuration, such as `ge-t2100`.
  public let id: String
  /// What it is, for staff.
  public let name: String
  /// Its line when that differs from the family's.
  public let line: SerialLine?
  /// How well this variant is supported.
  public let support: SupportLevel

  /// A variant.
  public init(id: String, name: String, line: SerialLine? = nil, support: SupportLevel = .simulated)
  {
    self.id = id
    self.name = name
    self.line = line
    self.support = support
  }
}

/// What a device promises of one channel.
public struct ChannelPromise: Hashable, Sendable {
  /// The channel.
  public let channel: Channel
  /// The smallest step as the device's documents put it, such as `1/256 m/s`.
  public let step: String
  /// The step in the channel's unit (mm/s, µm or strides), rounded up; 0 when not promised.
  public let resolution: Int64

  /// A promise.
  public init(_ channel: Channel, step: String, resolution: Int64) {
    self.channel = channel
    self.step = step
    self.resolution = resolution
  }
}

/// How well a device is supported, from what was done and not from hope.
public enum SupportLevel: String, Sendable, Hashable, CaseIterable {
  /// Bytes recorded from a real device of this kind decode to what their source says they mean.
  case recorded
  /// An independent program reads our simulator of it, and our host reads the simulator.
  case judged
  /// Only our own simulator was read; written from documents.
  case simulated
  /// Known and not supported yet.
  case planned

  /// The level in one sentence.
  public var meaning: String {
    switch self {
    case .recorded:
      "bytes recorded from a real device of this kind decode to what their source says they mean"
    case .judged:
      "an independent program reads our simulator of it, and our host reads the simulator"
    case .simulated: "only our own simulator was read; written from documents"
    case .planned: "known and not supported yet"
    }
  }
}
