public import Readings

/// The newest value of each channel, between the thread that hears the devices and the sample loop.
///
/// Each channel has one writer at a time; any thread may read. Nobody waits for anybody.
public final class LatestTable: Sendable {
  /// How many channels there are, in the order of their columns.
  static let channels = 3

  // A slot may be used by any threads under the one rule that a channel has one writer at a time;
  // the memory stays in place until the table goes, and the loop keeps the table alive.
  nonisolated(unsafe) let slots: UnsafeMutablePointer<LatestSlot>

  /// A table without values.
  public init() {
    slots = .allocate(capacity: Self.channels)
    for column in 0..<Self.channels { (slots + column).initialize(to: LatestSlot()) }
  }

  deinit {
    slots.deinitialize(count: Self.channels)
    slots.deallocate()
  }

  /// Puts a reading in place of its channel's last one. Neither allocates nor waits.
  public func write(_ reading: Reading) {
    slots[reading.value.channel.column].write(LatestValue(reading))
  }

  /// Says that the channel has no value any more: its device is lost or another takes its place.
  public func clear(_ channel: Channel) { slots[channel.column].write(.absent) }

  /// The channel's newest value; nil when the writer was faster than every try to read it.
  public func read(_ channel: Channel) -> LatestValue? {
    var value = LatestValue.absent
    return slots[channel.column].read(into: &value) ? value : nil
  }
}

extension Channel {
  /// The channel's place in tables and samples.
  var column: Int {
    switch self {
    case .speed: 0
    case .distance: 1
    case .strides: 2
    }
  }
}
