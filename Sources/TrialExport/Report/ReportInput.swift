import Readings
public import WalkProtocol

/// Everything a printed report says, handed in: the report reads no file and no clock.
public struct ReportInput: Sendable {
  /// The version of the session that is reported.
  public var version: SessionVersion
  /// The protocol's title, as staff read it in a list.
  public var protocolTitle: String
  /// The protocol's cap in µs.
  public var capMicroseconds: Int64
  /// The belt speed that the protocol sets, mm/s; nil when the subject chooses or it varies.
  public var targetSpeedMmS: Int64?
  /// The protocol's questions, for the words of the answers.
  public var questions: [Question]
  /// The session's sample rows in order of time.
  public var samples: [ReportSample]
  /// The result of verification, one line.
  public var verification: String
  /// True when verification passed; false draws a warning around the line.
  public var isVerified: Bool

  /// An input with every part given.
  public init(
    version: SessionVersion, protocolTitle: String, capMicroseconds: Int64,
    targetSpeedMmS: Int64?, questions: [Question], samples: [ReportSample], verification: String,
    isVerified: Bool
  ) {
    self.version = version
    self.protocolTitle = protocolTitle
    self.capMicroseconds = capMicroseconds
    self.targetSpeedMmS = targetSpeedMmS
    self.questions = questions
    self.samples = samples
    self.verification = verification
    self.isVerified = isVerified
  }

  /// An input that takes title, cap, speed and questions from the protocol's definition. A
  /// protocol whose stages differ in speed has no single target speed.
  public init(
    version: SessionVersion, definition: ProtocolDefinition, samples: [ReportSample],
    verification: String, isVerified: Bool
  ) {
    let speeds = Set(definition.stages.map { $0.speed?.count })
    self.init(
      version: version, protocolTitle: definition.title, capMicroseconds: definition.cap.count,
      targetSpeedMmS: speeds.count == 1 ? speeds.first ?? nil : nil,
      questions: definition.questionsBefore + definition.questionsAfter, samples: samples,
      verification: verification, isVerified: isVerified)
  }
}

/// One sample row as the trace draws it; nil is an empty cell.
public struct ReportSample: Hashable, Sendable {
  /// When, µs on the monotonic clock.
  public var tUs: Int64
  /// Speed in mm/s.
  public var speedMmS: Int64?
  /// Accumulated distance in µm.
  public var distanceUm: Int64?

  /// A row.
  public init(tUs: Int64, speedMmS: Int64?, distanceUm: Int64?) {
    self.tUs = tUs
    self.speedMmS = speedMmS
    self.distanceUm = distanceUm
  }
}
