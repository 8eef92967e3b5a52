/// What may be sent to a treadmill of the Trackmaster family: requests for status, each one byte.
///
/// The list is closed on purpose. The family's commands (A0 to AC) start, stop, speed up and
/// incline the belt; they have no name here, so no code can send one.
public enum TrackmasterRequest: UInt8, Hashable, Sendable, CaseIterable {
  /// C1, the actual speed of the belt.
  case actualSpeed = 0xC1
  /// C0, the state of the belt; Woodway: whether the line works.
  case beltStatus = 0xC0
  /// C2, the actual elevation.
  case actualElevation = 0xC2
  /// C7, the distance that the treadmill counts.
  case distance = 0xC7

  /// The first byte of its answer.
  public var answerCode: UInt8 { rawValue &+ 0x10 }

  /// The request for the wire. Each is made once: polling allocates nothing.
  public var message: HostMessage {
    switch self {
    case .actualSpeed: Self.speedMessage
    case .beltStatus: Self.statusMessage
    case .actualElevation: Self.elevationMessage
    case .distance: Self.distanceMessage
    }
  }

  private static let speedMessage = HostMessage([actualSpeed.rawValue])
  private static let statusMessage = HostMessage([beltStatus.rawValue])
  private static let elevationMessage = HostMessage([actualElevation.rawValue])
  private static let distanceMessage = HostMessage([distance.rawValue])
}
