import DeviceProtocols
import Readings
import WalkProtocol

/// Which device feeds which channel. Two devices may tell the same quantity (a treadmill and a foot
/// pod both count distance); their counters are never mixed: one device owns a channel, and what the
/// others tell of it stays in `frames.log`.
///
/// Before START a device that the protocol prefers takes a channel over. From START on nobody does,
/// even when the owner falls silent: a gap in the record is honest, a silent change of the device is
/// not.
struct ChannelOwners: Hashable, Sendable {
  private struct Owner: Hashable, Sendable {
    var source: DeviceSource
    var rank: Int
  }

  private let belts: Set<Channel>
  private var owners: [Channel: Owner] = [:]

  /// Nobody owns a channel yet; `definition` says what is preferred.
  init(_ definition: ProtocolDefinition) {
    // What the protocol wants calibrated as a belt is a belt's to tell.
    belts = Set(definition.channels.filter { $0.calibration == "belt-speed" }.map(\.channel))
  }

  /// Whether `reading`, told through `driver`, counts. The first device that tells a channel owns
  /// it; one that is preferred to it takes over as long as the walk has not started.
  mutating func admit(_ reading: Reading, from driver: DriverID, isStarted: Bool) -> Bool {
    let channel = reading.value.channel
    let rank = rank(of: driver, for: channel)
    if let owner = owners[channel] {
      if owner.source == reading.source { return true }
      guard !isStarted, rank > owner.rank else { return false }
    }
    owners[channel] = Owner(source: reading.source, rank: rank)
    return true
  }

  /// The device that feeds `channel`; nil when none does.
  func owner(of channel: Channel) -> DeviceSource? { owners[channel]?.source }

  /// The channels that `source` feeds, in the order of the columns.
  func channels(of source: DeviceSource) -> [Channel] {
    Channel.allCases.filter { owners[$0]?.source == source }
  }

  private func rank(of driver: DriverID, for channel: Channel) -> Int {
    let isBelt = driver.isTreadmill
    return switch channel {
    case .speed, .distance: isBelt == belts.contains(channel) ? 1 : 0
    // A pod feels each step; a belt counts pushes.
    case .strides: isBelt ? 0 : 1
    }
  }
}

extension DriverID {
  /// True for drivers that read a belt, false for those that a person wears or presses.
  fileprivate var isTreadmill: Bool {
    switch self {
    case .antTreadmill, .trackmaster, .csafe, .lifespan: true
    case .antFootPod, .button, .hidButton, .xkeys, .bigRedButton: false
    }
  }
}
