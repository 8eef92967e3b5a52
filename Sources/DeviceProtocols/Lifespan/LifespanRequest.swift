/// What may be sent to a LifeSpan base: reads of one register each (function 03), nothing else.
///
/// The list is closed on purpose. Function 06 starts, stops and speeds up the belt; nothing here
/// can spell it. Registers as found in the log of github blak3r/treadspan, protocol-analysis/serial
/// (facts section 6).
public enum LifespanRequest: UInt16, Hashable, Sendable, CaseIterable {
  /// D10A, the speed the belt is set to.
  case speed = 0xD10A
  /// 000F, steps counted by the base.
  case steps = 0x000F
  /// 0101, a number that never changes: which base it is.
  case model = 0x0101

  /// The request for the wire. Each is made once: polling allocates nothing.
  public var message: HostMessage {
    switch self {
    case .speed: Self.speedMessage
    case .steps: Self.stepsMessage
    case .model: Self.modelMessage
    }
  }

  private static let speedMessage = HostMessage(speed.frame)
  private static let stepsMessage = HostMessage(steps.frame)
  private static let modelMessage = HostMessage(model.frame)

  private var frame: [UInt8] {
    let request: [UInt8] = [
      1, 0x03, UInt8(truncatingIfNeeded: rawValue >> 8), UInt8(truncatingIfNeeded: rawValue), 0, 1,
    ]
    var check = ModbusCheck()
    for byte in request { check.add(byte) }
    return request + [
      UInt8(truncatingIfNeeded: check.value), UInt8(truncatingIfNeeded: check.value >> 8),
    ]
  }
}
