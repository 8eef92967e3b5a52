public import Readings

/// What a foot pod's bytes tell.
public enum FootPodReport: Hashable, Sendable {
  /// A speed, distance or stride count.
  case reading(Reading)
  /// Which pod it is; told again whenever more of it is known.
  case identity(DeviceIdentity)
  /// Another transmitter is heard on the channel. Its pages are counted and left out until the first
  /// one is back: two pods never share a counter.
  case identityChanged(from: AntChannelID, to: AntChannelID)
  /// The battery, when it changes.
  case battery(FootPodBattery)
  /// Location, health and use, when they change.
  case status(SdmStatus)
  /// Which fields the pod says are valid, when that changes.
  case fields(SdmFields)
  /// The counters lost their thread; the readings that follow count on from a new origin.
  case broken(SdmCounters.Break)
  /// What was walked in the last break is known after all and part of the readings that follow.
  case bridged(distance: Micrometres, strides: Int64)
  /// A page 16 would serve: send `FootPodDecoder.totalsRequest`.
  case totalsWanted
}

/// How a pod's battery is.
public struct FootPodBattery: Hashable, Sendable {
  /// How much is left, as the pod says.
  public var level: AntBatteryPage.Level
  /// Its voltage; nil when not told.
  public var millivolts: Int?
  /// Seconds the pod has run on it; nil when not told.
  public var operatingSeconds: Int?

  init(_ page: AntBatteryPage) {
    level = page.level
    millivolts = page.millivolts
    operatingSeconds = page.operatingSeconds
  }

  init(_ status: SdmStatus.Battery) {
    switch status {
    case .new: level = .new
    case .good: level = .good
    case .ok: level = .ok
    case .low: level = .low
    }
  }
}

/// How the radio link has done so far.
public struct AntLinkCounts: Hashable, Sendable {
  /// Messages of any kind from the stick.
  public var messages = 0
  /// Bytes that belonged to no message.
  public var droppedBytes = 0
  /// Frames with a wrong check byte.
  public var badChecksums = 0
  /// Pages from the pod.
  public var packets = 0
  /// Pages from other transmitters, left out.
  public var foreignPackets = 0
  /// Pages equal to the one before; each is still a sign of life.
  public var repeats = 0
  /// Packets missed, exact; nil when the stick sends no receive stamps.
  public var missedPackets: Int64?
  /// Misses as the stick's events tell.
  public var receiveFailures = 0

  /// No messages yet.
  public init() {}
}
