/// What is wrong with a device, as its driver sees it.
public struct DriverFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// A stable name of the fault.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// The device does not answer.
    case noAnswer = "device-no-answer"
    /// The device refuses a request or its set-up.
    case refused = "device-refused"
    /// The device started anew by itself.
    case restarted = "device-restarted"
    /// An ANT stick closed the channel.
    case channelLost = "ant-channel-lost"
    /// The bytes are not those of the device or variant that is configured.
    case otherProtocol = "device-other-protocol"
    /// An ANT+ device is wanted and no network key is set.
    case networkKeyMissing = "ant-network-key-missing"
  }

  /// Which fault.
  public var code: Code
  /// One sentence for staff that says what to do.
  public var description: String

  /// A fault and its sentence.
  public init(_ code: Code, _ sentence: String) {
    self.code = code
    description = sentence
  }
}

extension DriverFault {
  /// The fault of an ANT stick.
  init(_ fault: AntLinkFault) {
    let code: Code =
      switch fault.code {
      case .noAnswer: .noAnswer
      case .refused: .refused
      case .restarted: .restarted
      case .channelLost: .channelLost
      }
    self.init(code, fault.description)
  }
}
