/// One quantity that a device can report. The raw value names the column and the key in files.
public enum Channel: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Speed over ground or belt.
  case speed
  /// Distance accumulated by the device since its first reading in the session.
  case distance
  /// Strides (two footfalls each) accumulated since the device's first reading in the session.
  case strides

  /// In the order of the columns.
  public static func < (left: Channel, right: Channel) -> Bool { left.column < right.column }

  private var column: Int {
    switch self {
    case .speed: 0
    case .distance: 1
    case .strides: 2
    }
  }
}

/// What a device told of one channel.
public enum ChannelValue: Hashable, Sendable {
  /// Speed.
  case speed(MillimetresPerSecond)
  /// Accumulated distance.
  case distance(Micrometres)
  /// Accumulated strides.
  case strides(Int64)

  /// The channel the value belongs to.
  public var channel: Channel {
    switch self {
    case .speed: .speed
    case .distance: .distance
    case .strides: .strides
    }
  }

  /// The value as the integer that files carry: mm/s, µm or strides.
  public var integer: Int64 {
    switch self {
    case .speed(let speed): speed.count
    case .distance(let distance): distance.count
    case .strides(let strides): strides
    }
  }
}
