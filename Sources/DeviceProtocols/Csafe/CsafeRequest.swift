/// Everything that walktest ever sends to a CSAFE console: questions about its status, one in a
/// frame, so that a refusal belongs to one question (facts section 4.2). No command that sets a
/// speed, a grade or a program (20 to 36) or that changes the console's state (81 to 88) is here.
public enum CsafeRequest: UInt8, CaseIterable, Sendable, Hashable {
  /// GetStatus: the status byte alone.
  case status = 0x80
  /// GetVersion: maker, class, model, hardware and software.
  case version = 0x91
  /// GetSerial, in ASCII.
  case serial = 0x94
  /// GetOdometer: u32 and its unit.
  case odometer = 0x9B
  /// GetTWork: hours, minutes, seconds of the present use.
  case workTime = 0xA0
  /// GetHorizontal: the distance of the present use, u16 and its unit.
  case horizontal = 0xA1
  /// GetSpeed: u16 and its unit.
  case speed = 0xA5
  /// GetGrade: s16 and its unit.
  case grade = 0xA8

  /// The request as the only thing a transport may write; made once, so that polling allocates
  /// nothing.
  public var message: HostMessage { Self.messages[place] }

  private static let messages = allCases.map { HostMessage(CsafeFrame.encoded([$0.rawValue])) }

  /// Its place in `allCases`.
  var place: Int {
    switch self {
    case .status: 0
    case .version: 1
    case .serial: 2
    case .odometer: 3
    case .workTime: 4
    case .horizontal: 5
    case .speed: 6
    case .grade: 7
    }
  }

  /// The request that `frame`, as written to the wire, asks; nil for anything else.
  public init?(wire frame: [UInt8]) {
    // None of the ids needs stuffing, and the checksum of one byte is that byte.
    guard frame.count == 4, frame[0] == CsafeByte.standardStart, frame[1] == frame[2],
      frame[3] == CsafeByte.stop
    else { return nil }
    self.init(rawValue: frame[1])
  }
}
