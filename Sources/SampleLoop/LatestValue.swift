public import Readings

/// The newest value of one channel and when it came, in a form that the loop copies as plain words.
public struct LatestValue: BitwiseCopyable, Hashable, Sendable {
  private static let presentBit: UInt64 = 1
  private static let continuousBit: UInt64 = 2

  /// The value in the channel's own unit (mm/s, µm or strides).
  let value: Int64
  /// When the bytes that carry it came, in µs of CLOCK_MONOTONIC.
  let stamp: Int64
  /// Whether there is a value, whether it continues the one before, and the device's number.
  let tag: UInt64

  /// The words of a slot.
  @_noLocks
  init(value: Int64, stamp: Int64, tag: UInt64) {
    self.value = value
    self.stamp = stamp
    self.tag = tag
  }

  /// What a reading leaves behind.
  public init(_ reading: Reading) {
    let continuous = reading.isContinuous ? Self.continuousBit : 0
    self.init(
      value: reading.value.integer, stamp: reading.instant.microseconds,
      tag: Self.presentBit | continuous | UInt64(reading.source.number) << 8)
  }

  /// No value: absent is not zero.
  static var absent: LatestValue {
    @_noLocks get { LatestValue(value: 0, stamp: 0, tag: 0) }
  }

  /// False when the channel has no value.
  public var isPresent: Bool { tag & Self.presentBit != 0 }

  /// The value in the channel's own unit (mm/s, µm or strides); nil when there is none.
  public var integer: Int64? { isPresent ? value : nil }

  /// When the bytes that carry the value came; nil when there is none.
  public var instant: MonotonicInstant? {
    isPresent ? MonotonicInstant(microseconds: stamp) : nil
  }

  /// The device that told it; nil when there is none.
  public var source: DeviceSource? {
    isPresent ? DeviceSource(UInt8(truncatingIfNeeded: tag >> 8)) : nil
  }

  /// False when an accumulating channel counts from a new origin.
  public var isContinuous: Bool { tag & Self.continuousBit != 0 }

  /// How old the value is at `instant`; nil when there is none.
  public func age(at instant: MonotonicInstant) -> Microseconds? {
    self.instant.map { instant - $0 }
  }
}
