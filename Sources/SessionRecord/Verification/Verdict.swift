public import StrictJSON

/// What a check looks at; raw values appear in verdicts.
public enum CheckSubject: String, Sendable, CaseIterable {
  /// The directory can be listed and holds nothing that nobody signed.
  case listing
  /// `record.json` is strict, canonical and keeps the rules of its kind.
  case record
  /// The directory is named as the record says.
  case directoryName = "directory-name"
  /// `record.jws` is a signature of these bytes by a listed key.
  case signature
  /// That key was allowed to sign this record at that time.
  case key
  /// The receipt, when there is one, is the trial database's for this record.
  case receipt
  /// A file has the length and hash that the record states.
  case file
  /// `protocol.json` is the protocol that the record names.
  case walkProtocol = "protocol"
  /// `SHA256SUMS` fits.
  case sums
  /// A correction fits the record it corrects.
  case correction
  /// The walk follows from the files.
  case walk
  /// The record stands in its place of the chain.
  case chain
  /// Openings and ends of sessions match.
  case session
  /// The chain ends where its signed head says.
  case head
}

/// One check that was done, or why it was not.
public struct Check: Hashable, Sendable, CustomStringConvertible {
  /// What came out.
  public enum Result: Hashable, Sendable {
    /// It is as it should be.
    case passed
    /// It is refused.
    case refused(RecordFault)
    /// It could not or need not be done, and why.
    case notChecked(String)
    /// It is not wrong, but somebody should act.
    case notice(String)
  }

  /// What it looked at.
  public var subject: CheckSubject
  /// Which file, record or key.
  public var place: String
  /// What came out.
  public var result: Result

  /// A check.
  public init(_ subject: CheckSubject, _ place: String, _ result: Result) {
    self.subject = subject
    self.place = place
    self.result = result
  }

  /// The refusal, when it is one.
  public var fault: RecordFault? {
    if case .refused(let fault) = result { fault } else { nil }
  }

  /// One line for people.
  public var description: String {
    switch result {
    case .passed: "ok       \(subject.rawValue) \(place)"
    case .refused(let fault): "REFUSED  \(subject.rawValue) \(fault)"
    case .notChecked(let reason): "-        \(subject.rawValue) \(place): \(reason)"
    case .notice(let text): "notice   \(subject.rawValue) \(place): \(text)"
    }
  }

  /// The check as JSON: `check`, `place`, `result`, `code`, `detail`, `advice`.
  public var json: JSONValue {
    let (name, detail) =
      switch result {
      case .passed: ("passed", "")
      case .refused(let fault): ("refused", "\(fault.place): \(fault.detail)")
      case .notChecked(let reason): ("not-checked", reason)
      case .notice(let text): ("notice", text)
      }
    return [
      "check": .string(subject.rawValue), "place": .string(place), "result": .string(name),
      "code": fault.map { .string($0.code.rawValue) } ?? .null, "detail": .string(detail),
      "advice": fault.map { .string($0.advice) } ?? .null,
    ]
  }
}

/// What verification of one package found.
public struct Verdict: Hashable, Sendable {
  /// The name of the directory.
  public let directory: String
  /// The record, when it could be read.
  public let record: SealedRecord?
  /// Every check in the order it was done; the first refusal names the cause, later ones may
  /// follow from it.
  public let checks: [Check]

  /// The refusals.
  public var faults: [RecordFault] { checks.compactMap(\.fault) }

  /// Whether nothing was refused.
  public var isGood: Bool { faults.isEmpty }
}

/// What verification of a whole archive found.
public struct ArchiveVerdict: Hashable, Sendable {
  /// One verdict per package, in the order of the directory names.
  public let packages: [Verdict]
  /// The checks of chains, sessions and heads.
  public let chain: [Check]

  /// All refusals, those of the packages first.
  public var faults: [RecordFault] { packages.flatMap(\.faults) + chain.compactMap(\.fault) }

  /// Whether nothing was refused.
  public var isGood: Bool { faults.isEmpty }
}
