public import Readings
public import SampleLoop
import Synchronization

/// The newest reading of each channel, kept for the sample loop's snapshots by the thread that
/// hears the devices, at the moment of delivery.
///
/// Of two devices that tell one channel only the one counts that feeds it in the record. The values
/// are as the device tells them. Sample rows do not come from here: the engine derives them from the
/// frames, so that replay can derive them again, and the snapshot tells what was late.
public final class LatestReadings: Sendable {
  /// What the loop looks at.
  public let table = LatestTable()
  // Also what keeps the table to one writer at a time; the loop reads it without this.
  private let owners = Mutex([Channel: DeviceSource]())

  /// No readings yet.
  public init() {}

  /// Takes a reading in, unless another device feeds its channel.
  public func take(_ reading: Reading) {
    owners.withLock { owners in
      let owner = owners[reading.value.channel]
      if owner == nil || owner == reading.source { table.write(reading) }
    }
  }

  /// Forgets what a device told that was lost.
  public func forget(_ source: DeviceSource) {
    owners.withLock { _ in
      for channel in Channel.allCases where table.read(channel)?.source == source {
        table.clear(channel)
      }
    }
  }

  /// Takes over from the engine which device feeds which channel.
  func follow(_ engine: SessionEngine) {
    owners.withLock { owners in
      for channel in Channel.allCases {
        guard let owner = engine.owner(of: channel), owner != owners[channel] else { continue }
        owners[channel] = owner
        if let source = table.read(channel)?.source, source != owner { table.clear(channel) }
      }
    }
  }
}
