public import Readings

/// What a simulated foot pod tells of itself.
public typealias FootPodIdentity = AntIdentity

/// What a simulated foot pod goes through.
public struct FootPodConditions: Hashable, Sendable {
  /// How much the pod's clock runs fast, in millionths; from −500 to 500.
  public let clockSkew: Int64
  /// When the pod loses power for a moment: its counters begin again at zero.
  public let restarts: [MonotonicInstant]
  /// When the pod is out of range or its radio is off.
  public internal(set) var silences: [Range<MonotonicInstant>]
  /// How often the pod takes new values from its sensor; the age shows in page 1 as latency.
  public let updateInterval: Microseconds
  /// Supply in 1/256 V, page 82.
  public let batteryVoltage: UInt16
  /// The pod's time field stays at zero for ever, as some pods do.
  public let omitsTime: Bool

  /// Good conditions, except for what is given.
  public init(
    clockSkew: Int64 = 0, restarts: [MonotonicInstant] = [],
    silences: [Range<MonotonicInstant>] = [], updateInterval: Microseconds = .milliseconds(250),
    batteryVoltage: UInt16 = 3 * 256, omitsTime: Bool = false
  ) {
    self.clockSkew = min(500, max(-500, clockSkew))
    self.restarts = restarts.sorted()
    self.silences = silences
    self.updateInterval = max(Microseconds(1), updateInterval)
    self.batteryVoltage = batteryVoltage
    self.omitsTime = omitsTime
  }
}

/// The counters of a pod at its start, as a pod that has been worn before has them.
public struct FootPodCounters: Hashable, Sendable {
  /// Time in the page 1 counter.
  public let time: Microseconds
  /// Distance since the battery was changed.
  public let distance: Micrometres
  /// Strides since the battery was changed.
  public let strides: Int64

  /// Counters; all zero after a change of battery.
  public init(time: Microseconds = .zero, distance: Micrometres = .zero, strides: Int64 = 0) {
    self.time = max(.zero, time)
    self.distance = max(.zero, distance)
    self.strides = max(0, strides)
  }
}
