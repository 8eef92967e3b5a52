/// The questions that protocols may ask, each with its words and what may be answered. Protocol
/// files name them by id; an id keeps its meaning for ever, because answers are kept under it.
///
/// Which fields a walk test's worksheet has is from the forms and abstracts in published use (ATS
/// six-minute walk forms, the PHOSP-COVID walk-test form, CDISC's draft 6MWT form, Tomkins, Rainville,
/// Houle and Hiatt); the words here are walktest's own.
public enum QuestionCatalogue {
  /// When a question is asked.
  public enum Moment: String, Sendable, Hashable, CaseIterable {
    /// Before arming.
    case before
    /// Between END and close.
    case after
  }

  /// One question of the catalogue.
  public struct Entry: Sendable, Hashable {
    /// The key under which the answer is kept.
    public var id: String
    /// When it is asked.
    public var moment: Moment
    /// The words staff read.
    public var text: String
    /// What may be answered.
    public var answer: AnswerKind

    /// The question as a protocol asks it.
    public func question(isRequired: Bool) -> Question {
      Question(id: id, text: text, answer: answer, isRequired: isRequired)
    }
  }

  /// Every question, in the order of a worksheet.
  public static let entries = before + measured + after

  /// The question `id`, nil when the catalogue does not have it.
  public static func entry(_ id: String) -> Entry? { entries.first { $0.id == id } }

  static func yesNo(_ id: String, _ moment: Moment, _ text: String) -> Entry {
    Entry(id: id, moment: moment, text: text, answer: .yesNo)
  }

  static func whole(
    _ id: String, _ moment: Moment, _ range: ClosedRange<Int64>, _ unit: String, _ text: String
  ) -> Entry {
    Entry(id: id, moment: moment, text: text, answer: .integer(range, unit: unit))
  }

  static func choice(_ id: String, _ moment: Moment, _ codes: [String], _ text: String) -> Entry {
    Entry(id: id, moment: moment, text: text, answer: .choice(codes))
  }
}
