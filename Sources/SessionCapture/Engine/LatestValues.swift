import Readings

/// The newest reading of every channel; a sample row is a snapshot of it.
struct LatestValues: Hashable, Sendable {
  /// A channel whose newest reading is older than this is absent: an ANT+ foot pod is off line
  /// after 8 periods of 4 Hz (devices.md section 2; ANT+ SDM open implementations).
  static let stale = Microseconds.seconds(2)

  /// What is known of one channel.
  private struct Latest: Hashable, Sendable {
    var reading: Reading
    /// The channel was absent at the newest sample row.
    var isStale = false
    /// A new origin arrived and no sample row has told of it yet.
    var brokeSinceRow = false
  }

  /// What a new reading means for its channel.
  enum Arrival: Hashable, Sendable {
    /// The channel goes on.
    case fresh
    /// The channel was absent and is back.
    case back(continuous: Bool)
  }

  private var latest: [Channel: Latest] = [:]

  /// Takes a reading in.
  mutating func take(_ reading: Reading) -> Arrival {
    let channel = reading.value.channel
    let before = latest[channel]
    var next = Latest(reading: reading)
    next.brokeSinceRow = (before?.brokeSinceRow ?? false) || !reading.isContinuous
    latest[channel] = next
    guard let before, before.isStale else { return .fresh }
    return .back(continuous: reading.isContinuous)
  }

  /// The channels that became absent by `now`, each once, with their last reading's instant.
  mutating func becomeStale(at now: MonotonicInstant) -> [(
    channel: Channel, since: MonotonicInstant
  )] {
    var lost: [(channel: Channel, since: MonotonicInstant)] = []
    for channel in Channel.allCases {
      guard let entry = latest[channel], !entry.isStale else { continue }
      guard now - entry.reading.instant > Self.stale else { continue }
      latest[channel]?.isStale = true
      lost.append((channel, entry.reading.instant))
    }
    return lost
  }

  /// Whoever told the channels is gone: those that were present are absent until they tell again.
  /// Each comes with its last reading's instant.
  mutating func fallSilent() -> [(channel: Channel, since: MonotonicInstant)] {
    var lost: [(channel: Channel, since: MonotonicInstant)] = []
    for channel in Channel.allCases {
      guard let entry = latest[channel], !entry.isStale else { continue }
      latest[channel]?.isStale = true
      lost.append((channel, entry.reading.instant))
    }
    return lost
  }

  /// The row of this moment.
  func row(at now: MonotonicInstant) -> SampleRow {
    var row = SampleRow()
    for channel in Channel.allCases {
      guard let entry = latest[channel] else { continue }
      let age = now - entry.reading.instant
      guard age <= Self.stale, age >= .zero else { continue }
      row[channel] = SampleRow.Cell(value: entry.reading.value.integer, age: age)
    }
    return row
  }

  /// Whether `channel` has got a new origin since the last row; asking forgets it.
  mutating func takeBreak(of channel: Channel) -> Bool {
    defer { latest[channel]?.brokeSinceRow = false }
    return latest[channel]?.brokeSinceRow ?? false
  }
}
