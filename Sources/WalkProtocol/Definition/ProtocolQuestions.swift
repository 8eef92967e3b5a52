import Readings

extension ProtocolReader {
  /// The questions of the array member `key`, each by its id in the catalogue and whether an
  /// answer is required. The words and what may be answered are the catalogue's, so that no file
  /// can bring in free text and the same id means the same question in every protocol.
  mutating func questions(
    _ key: String, _ moment: QuestionCatalogue.Moment
  ) throws(ProtocolFault) -> [Question] {
    var questions: [Question] = []
    for var reader in try objects(key) {
      let id = try reader.string("id")
      let isRequired = try reader.bool("required")
      try reader.finish()
      guard let entry = QuestionCatalogue.entry(id) else {
        let allowed = QuestionCatalogue.entries.filter { $0.moment == moment }.map(\.id)
        throw reader.fault(
          .unknownQuestion, "id",
          "\"\(id)\" is unknown; allowed: \(allowed.joined(separator: ", "))")
      }
      if questions.contains(where: { $0.id == id }) {
        throw reader.fault(.duplicateQuestion, "id", "\"\(id)\" is asked twice; ask it once")
      }
      guard entry.moment == moment else {
        throw reader.fault(
          .misplacedQuestion, "id",
          "\"\(id)\" belongs in questions_\(entry.moment.rawValue); move it there")
      }
      questions.append(entry.question(isRequired: isRequired))
    }
    return questions
  }
}
