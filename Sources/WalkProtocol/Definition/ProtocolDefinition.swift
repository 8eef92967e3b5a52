public import Readings

/// A walking protocol as its file states it: how the walk is done, when it ends and what must be
/// asked. Times are monotonic spans, speeds mm/s, grades with their unit as written.
public struct ProtocolDefinition: Sendable, Hashable {
  /// The protocol's identity, such as `deen-1.2mph-15min`.
  public var id: String
  /// The file's version, 1 and up; any change of meaning raises it.
  public var version: Int
  /// What staff read in a list.
  public var title: String
  /// Where the rules come from, and what still needs confirmation.
  public var source: String
  /// How the subject walks; results of different modes are never pooled.
  public var mode: WalkMode
  /// Speed and grade over time, in order; the first begins at START.
  public var stages: [Stage]
  /// The longest walk, above zero; at the cap END is START + cap exactly.
  public var cap: Microseconds
  /// The symptom marks that may be set, in the order in which they are expected.
  public var marks: [Mark]
  /// True when the mark of severe symptoms ends the walk.
  public var severeSymptomsEndWalk: Bool
  /// Whether the subject may stand or sit and go on.
  public var rests: RestRule
  /// What the screen says to the subject, in order of time.
  public var prompts: [Prompt]
  /// How many walks one visit has and how long the rest between them is.
  public var trials: TrialRule
  /// The reasons staff may give for the end.
  public var endReasons: [EndReason]
  /// Asked before arming.
  public var questionsBefore: [Question]
  /// Asked between END and close.
  public var questionsAfter: [Question]
  /// What the buttons mean.
  public var buttons: ButtonBinding
  /// The channels the protocol wants and what each needs.
  public var channels: [ChannelRequirement]
  /// Samples per second, 10 to 1000.
  public var sampleRate: Int

  /// A definition with every part given; the parser is the usual maker.
  public init(
    id: String, version: Int, title: String, source: String, mode: WalkMode, stages: [Stage],
    cap: Microseconds, marks: [Mark], severeSymptomsEndWalk: Bool, rests: RestRule,
    prompts: [Prompt], trials: TrialRule, endReasons: [EndReason], questionsBefore: [Question],
    questionsAfter: [Question], buttons: ButtonBinding, channels: [ChannelRequirement],
    sampleRate: Int
  ) {
    self.id = id
    self.version = version
    self.title = title
    self.source = source
    self.mode = mode
    self.stages = stages
    self.cap = cap
    self.marks = marks
    self.severeSymptomsEndWalk = severeSymptomsEndWalk
    self.rests = rests
    self.prompts = prompts
    self.trials = trials
    self.endReasons = endReasons
    self.questionsBefore = questionsBefore
    self.questionsAfter = questionsAfter
    self.buttons = buttons
    self.channels = channels
    self.sampleRate = sampleRate
  }
}

/// How the subject walks.
public enum WalkMode: String, Sendable, Hashable, CaseIterable {
  /// On a treadmill at the protocol's speed.
  case treadmillFixed = "treadmill-fixed"
  /// On a treadmill at the subject's own pace.
  case treadmillSelfPaced = "treadmill-self-paced"
  /// On the floor at the subject's own pace.
  case overgroundSelfPaced = "overground-self-paced"
}

/// A symptom that staff mark by button or screen.
public enum Mark: String, Sendable, Hashable, CaseIterable {
  /// Time to first symptoms (TFS) is taken here.
  case firstSymptoms = "first-symptoms"
  /// Time to severe symptoms (TSS) is taken here.
  case severeSymptoms = "severe-symptoms"
}

/// Why a walk ended. A closed list (the trial's paper form has the same).
public enum EndReason: String, Sendable, Hashable, CaseIterable {
  case severeSymptoms = "SEVERE_SYMPTOMS"
  case capReached = "CAP_REACHED"
  case fatigue = "FATIGUE"
  case patientRequestOther = "PATIENT_REQUEST_OTHER"
  case clinicianSafety = "CLINICIAN_SAFETY"
  case emergencyStop = "ESTOP"
  case equipmentFailure = "EQUIPMENT_FAILURE"
  case protocolDeviation = "PROTOCOL_DEVIATION"
  case interrupted = "INTERRUPTED"
  case abandonedBeforeStart = "ABANDONED_BEFORE_START"
}
