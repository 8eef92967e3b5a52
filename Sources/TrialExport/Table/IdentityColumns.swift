extension ExportColumn {
  /// Who, where, which walk, which protocol, which record: in every row.
  static let identity: [ExportColumn] = [
    ExportColumn("study", .text, "The study's code.", from: "study") {
      .text($0.record.identity.study)
    },
    ExportColumn("site", .text, "The site's code.", from: "site") {
      .text($0.record.identity.site)
    },
    ExportColumn("subject", .text, "The subject's pseudonym.", from: "subject") {
      .text($0.record.identity.subject)
    },
    ExportColumn("visit", .text, "The visit's code.", from: "visit") {
      .text($0.record.identity.visit)
    },
    ExportColumn("trial", .integer, "Which walk of the visit, from 1.", from: "trial") {
      .integer($0.record.identity.trial)
    },
    ExportColumn(
      "mode", .text,
      allowed: "treadmill-fixed|treadmill-self-paced|overground-self-paced",
      "How the subject walked. Results of different modes must never be pooled.", from: "mode"
    ) { .text($0.record.mode) },
    ExportColumn("protocol_id", .text, "The walking protocol.", from: "protocol.id") {
      .text($0.record.walkProtocol.id)
    },
    ExportColumn(
      "protocol_version", .integer, "The protocol's version.", from: "protocol.version"
    ) { .integer($0.record.walkProtocol.version) },
    ExportColumn(
      "protocol_sha256", .text, "SHA-256 of the protocol file, hexadecimal.",
      from: "protocol.sha256"
    ) { .text($0.record.walkProtocol.sha256) },
    ExportColumn("session", .text, "The session's UUID.", from: "session") {
      .text($0.record.identity.session)
    },
    ExportColumn("operator", .text, "The code of who ran the walk.", from: "operator") {
      .text($0.record.identity.operatorCode)
    },
  ]

  /// Which record and version states the row, and when the session was.
  static let provenance: [ExportColumn] = [
    ExportColumn(
      "record_kind", .text, allowed: "close|abort|interrupted|correction",
      "What the record that states this row is: a completed session, one given up before START, "
        + "one cut off by loss of power or process, or a correction.", from: "kind"
    ) { .text($0.record.kind.rawValue) },
    ExportColumn(
      "version", .integer,
      "1 for the record that ended the session, 2 for its first correction, and so on.",
      from: "derived: order of the chain"
    ) { .integer(Int64($0.number)) },
    ExportColumn(
      "superseded", .yesNo, allowed: "yes|no",
      "yes when a later version of the session exists. Analyse rows with no.",
      from: "derived: corrects.record_sha256 of later records"
    ) { .yesNo($0.isSuperseded) },
    ExportColumn(
      "corrected_reason", .text, "Why this version replaced the one before; empty in version 1.",
      from: "corrects.reason"
    ) { .text(orAbsent: $0.correctedReason) },
    ExportColumn(
      "corrected_by", .text, "The code of who made the correction; empty in version 1.",
      from: "operator of the correction"
    ) { .text(orAbsent: $0.corrections.last?.operatorCode) },
    ExportColumn(
      "corrected_at_utc", .datetime, "When the correction was made; empty in version 1.",
      from: "clock.opened_at of the correction"
    ) { .text(orAbsent: $0.corrections.last?.madeAt) },
    ExportColumn(
      "record_sha256", .text, "SHA-256 of the record.json that states this row, hexadecimal.",
      from: "derived: SHA-256 of the exact bytes"
    ) { .text($0.record.sha256) },
    ExportColumn(
      "device", .text, "The capture host whose chain holds the record.", from: "device"
    ) { .text($0.record.identity.device) },
    ExportColumn("epoch", .integer, "Which chain of that host.", from: "epoch") {
      .integer($0.record.epoch)
    },
    ExportColumn("seq", .integer, "The record's place in the chain, from 1.", from: "seq") {
      .integer($0.record.seq)
    },
    ExportColumn(
      "opened_at_utc", .datetime, "When the session was opened, wall clock.",
      from: "clock.opened_at"
    ) { .text($0.record.clock.openedAt) },
    ExportColumn(
      "closed_at_utc", .datetime, "When the session was closed, wall clock; empty when it was not.",
      from: "clock.closed_at"
    ) { .text(orAbsent: $0.record.clock.closedAt) },
  ]
}
