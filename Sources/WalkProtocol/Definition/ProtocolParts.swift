public import Readings

/// A stretch of the walk with one speed and one grade.
public struct Stage: Sendable, Hashable {
  /// How long it lasts; nil for the last stage, which lasts to END.
  public var duration: Microseconds?
  /// The belt speed to set; nil when the subject chooses.
  public var speed: MillimetresPerSecond?
  /// The grade to set; nil on the floor.
  public var grade: Grade?

  /// A stage.
  public init(duration: Microseconds?, speed: MillimetresPerSecond?, grade: Grade?) {
    self.duration = duration
    self.speed = speed
    self.grade = grade
  }
}

/// A slope in the unit in which the file states it: 15 ° is 26.8 %, so the unit is never implied.
public enum Grade: Sendable, Hashable {
  /// Rise over run in thousandths of a percent.
  case milliPercent(Int64)
  /// Angle in thousandths of a degree.
  case milliDegrees(Int64)
}

/// Whether the subject may rest within the walk. The clock always runs on.
public enum RestRule: Sendable, Hashable {
  /// A rest is refused; standing still ends the walk.
  case notAllowed
  /// Rests are allowed and recorded.
  case allowed
}

/// Words shown or spoken at a time after START.
public struct Prompt: Sendable, Hashable {
  /// The span after START, above zero and at most the cap.
  public var at: Microseconds
  /// The words.
  public var text: String

  /// A prompt.
  public init(at: Microseconds, text: String) {
    self.at = at
    self.text = text
  }
}

/// How many walks one visit has.
public struct TrialRule: Sendable, Hashable {
  /// Walks per visit, 1 and up.
  public var count: Int
  /// The least span between one END and the next START.
  public var restBetween: Microseconds

  /// A rule.
  public init(count: Int, restBetween: Microseconds) {
    self.count = count
    self.restBetween = restBetween
  }
}

/// A question of the case report form.
public struct Question: Sendable, Hashable {
  /// The key under which the answer is kept.
  public var id: String
  /// The words staff read.
  public var text: String
  /// What may be answered.
  public var answer: AnswerKind
  /// True when the walk cannot be armed (before) or closed (after) without it.
  public var isRequired: Bool

  /// A question.
  public init(id: String, text: String, answer: AnswerKind, isRequired: Bool) {
    self.id = id
    self.text = text
    self.answer = answer
    self.isRequired = isRequired
  }
}

/// What a question accepts. There is no free text: it is where names leak.
public enum AnswerKind: Sendable, Hashable {
  /// Yes or no.
  case yesNo
  /// A whole number in a range, in a unit that may be empty.
  case integer(ClosedRange<Int64>, unit: String)
  /// One of the listed codes.
  case choice([String])
}

/// An answer as given.
public enum Answer: Sendable, Hashable {
  /// Yes (true) or no.
  case yesNo(Bool)
  /// A whole number.
  case integer(Int64)
  /// One code of the question's list.
  case choice(String)
}

/// What the buttons mean.
public enum ButtonBinding: Sendable, Hashable {
  /// One button: press 1 start, press 2 first symptoms, press 3 severe symptoms and end; held for
  /// `holdToEnd` it ends the walk.
  case oneButton(holdToEnd: Microseconds)
  /// Switch `startStop` starts and ends, switch `mark` sets the next symptom mark.
  case twoSwitches(startStop: Int, mark: Int)
}

/// A channel that the protocol wants.
public struct ChannelRequirement: Sendable, Hashable {
  /// The channel.
  public var channel: Channel
  /// True when arming without it needs a waiver with a reason.
  public var isRequired: Bool
  /// The calibration it needs, as named by the calibration procedures; nil for none.
  public var calibration: String?

  /// A requirement.
  public init(channel: Channel, isRequired: Bool, calibration: String?) {
    self.channel = channel
    self.isRequired = isRequired
    self.calibration = calibration
  }
}
