public import Readings

/// What the host is to do, or may tell staff, after an event of an `AntStickLink`.
public enum AntLinkAction: Hashable, Sendable {
  /// Send this message to the stick.
  case send(AntMessage)
  /// No answer came in time; the command was sent again.
  case retried(AntMessageID)
  /// The stick told what it can do.
  case capabilities(AntCapabilities)
  /// The stick told its serial number.
  case serialNumber(UInt32)
  /// The channel is open and looks for its transmitter; after tracking this is a gap.
  case searching
  /// The transmitter is heard. Nil while only its number is still unknown.
  case tracking(AntChannelID?)
  /// Nothing came from the stick for the given time while tracking; it is being asked.
  case stalled(Microseconds)
  /// Close the stick, open it again and call `begin`.
  case reopenStick(AntLinkFault)
  /// Re-opening did not help, or the stick refuses what it must not; staff has to act.
  case failed(AntLinkFault)
  /// The channel is torn down; not clean when the stick did not confirm it.
  case closed(clean: Bool)
  /// The message changes nothing here.
  case ignored(AntMessage, AntIgnoredReason)
  /// The call is not allowed in this state and changes nothing.
  case rejected(AntRejectedReason)
}

/// Why a message changed nothing.
public enum AntIgnoredReason: String, Hashable, Sendable {
  /// It is about another channel.
  case otherChannel
  /// It answers nothing that was asked, or came after its time.
  case notAsked
  /// The link is not running.
  case notRunning
  /// A page that came while the channel is not open.
  case channelNotOpen
  /// Told for information only.
  case informative
  /// It has no reading, or its length is wrong.
  case unknown
}

/// Why a call was refused.
public enum AntRejectedReason: String, Hashable, Sendable {
  /// The link is already running.
  case alreadyRunning
  /// The link is not running.
  case notRunning
  /// The link is being closed already.
  case closing
}

/// What is wrong with the stick.
public struct AntLinkFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// A stable name of the fault.
  public enum Code: String, Hashable, Sendable {
    /// The stick did not answer, also not the second time.
    case noAnswer = "ant-no-answer"
    /// The stick refused a command.
    case refused = "ant-refused"
    /// The stick started anew by itself.
    case restarted = "ant-restarted"
    /// The channel is no longer open.
    case channelLost = "ant-channel-lost"
  }

  /// Which fault.
  public var code: Code
  /// The command concerned; the start-up message for a restart.
  public var command: AntMessageID
  /// The stick's answer, when it refused.
  public var answer: AntResponseCode?

  init(_ code: Code, _ command: AntMessageID, answer: AntResponseCode? = nil) {
    self.code = code
    self.command = command
    self.answer = answer
  }

  /// One sentence for staff.
  public var description: String {
    switch code {
    case .noAnswer: "The ANT stick does not answer; unplug it and plug it in again."
    case .refused where command == .networkKey:
      "The ANT stick refuses the network key; check the key in the configuration."
    case .refused: "The ANT stick refuses its set-up; unplug it and plug it in again."
    case .restarted: "The ANT stick restarted; check that it sits firmly in its port."
    case .channelLost: "The ANT stick closed its channel; it is being opened again."
    }
  }
}
