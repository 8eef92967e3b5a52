/// The top of the report: which walk it is, and whether its record was verified.
enum HeaderSection {
  static func markup(_ input: ReportInput) -> Markup {
    let record = input.version.record
    let identity = record.identity
    return """
      <header><h1>Walking test</h1><p class="lead"><b>Subject \(identity.subject)</b>\
      <span>Visit <b>\(identity.visit)</b></span><span>Trial <b>\(identity.trial)</b></span>\
      <span>Study \(identity.study), site \(identity.site)</span></p></header>
      \(warnings(input))<dl class="facts">\(.joined(facts(input).map(pair)))</dl>
      <p class="\(input.isVerified ? "verified" : "warning")"><b>Verification:</b> \
      \(input.verification)</p>

      """
  }

  private static func facts(_ input: ReportInput) -> [(String, Markup)] {
    let record = input.version.record
    let used = record.walkProtocol
    return [
      ("Protocol", "\(input.protocolTitle) <small>(\(used.id), version \(used.version))</small>"),
      ("Mode", "\(ReportWords.mode(record.mode)) <small>(\(record.mode))</small>"),
      ("Opened", opened(record.clock)),
      ("Operator", "\(record.identity.operatorCode)"),
      (
        "Session",
        "\(state(input.version)) <small class=\"code\">\(record.identity.session)</small>"
      ),
      (
        "Record",
        """
        <b class="code">\(String(record.sha256.prefix(12)))</b> \
        <small>\(record.identity.device), chain \(record.epoch), no. \(record.seq); SHA-256</small> \
        <small class="code">\(record.sha256)</small>
        """
      ),
    ]
  }

  private static func pair(_ fact: (String, Markup)) -> Markup {
    "<dt>\(fact.0)</dt><dd>\(fact.1)</dd>"
  }

  private static func state(_ version: SessionVersion) -> String {
    let kind = ReportWords.kind(version.record.kind)
    return version.number > 1 ? "\(kind) \(version.number)" : kind
  }

  private static func opened(_ clock: ExportedRecord.Clock) -> Markup {
    guard let local = UTCStamp(clock.openedAt)?.local(in: clock.zone), clock.zone != "UTC" else {
      return "\(clock.openedAt)"
    }
    return "\(local) <small>\(clock.zone); UTC: \(clock.openedAt)</small>"
  }

  private static func warnings(_ input: ReportInput) -> Markup {
    var lines: [Markup] = []
    let version = input.version
    if version.isSuperseded {
      lines.append("This version was replaced by a later correction. Print the latest version.")
    }
    if version.record.kind == .interrupted {
      lines.append("The session was interrupted; what was recorded up to then is shown.")
    }
    if version.record.clock.synchronised != "yes" {
      lines.append(
        "The wall clock was not known to be synchronised: date and time may be wrong. Times since "
          + "START do not depend on it.")
    }
    return .joined(lines.map { "<p class=\"warning\">\($0)</p>" })
  }
}
