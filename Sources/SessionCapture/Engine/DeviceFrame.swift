public import Readings

/// Bytes that went between host and device, as one transfer carried them.
public struct DeviceFrame: Hashable, Sendable {
  /// Which way.
  public enum Direction: UInt8, Sendable, CaseIterable {
    /// From the device.
    case received = 0
    /// To the device.
    case sent = 1

    /// `<` from the device, `>` to it.
    public var sign: String { self == .received ? "<" : ">" }
  }

  /// The device.
  public var source: DeviceSource
  /// Which way.
  public var direction: Direction
  /// The bytes; a network key within them is already blanked.
  public var bytes: [UInt8]

  /// A frame.
  public init(source: DeviceSource, direction: Direction, bytes: [UInt8]) {
    self.source = source
    self.direction = direction
    self.bytes = bytes
  }
}

extension DeviceFrame {
  /// The payload of a journal's frame entry: source, direction, bytes.
  public var payload: [UInt8] { [source.number, direction.rawValue] + bytes }

  /// The frame that `payload` tells, nil when it is none.
  public init?(payload: [UInt8]) {
    guard payload.count >= 2, let direction = Direction(rawValue: payload[1]) else { return nil }
    self.init(
      source: DeviceSource(payload[0]), direction: direction, bytes: Array(payload[2...]))
  }
}
