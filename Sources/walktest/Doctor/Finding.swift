import StrictJSON

/// What one check of `walktest doctor` found.
struct Finding: Hashable {
  /// How bad it is.
  enum Verdict: String, Hashable, CaseIterable {
    /// As it must be.
    case ok
    /// A walk can start, and something would be missing or late in it.
    case warn
    /// No walk can start.
    case fail
    /// It cannot be told from here.
    case unknown
  }

  /// A stable name of the check.
  var check: String
  var verdict: Verdict
  /// One sentence.
  var sentence: String
  /// The command that mends it; nil when nothing is to be mended or no command can.
  var mend: String?

  init(_ check: String, _ verdict: Verdict, _ sentence: String, mend: String? = nil) {
    self.check = check
    self.verdict = verdict
    self.sentence = sentence
    self.mend = mend
  }

  var json: JSONValue {
    [
      "check": .string(check), "verdict": .string(verdict.rawValue), "finding": .string(sentence),
      "mend": mend.map { .string($0) } ?? .null,
    ]
  }
}
