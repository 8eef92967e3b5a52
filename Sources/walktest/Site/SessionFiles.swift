import Foundation
import Readings
import SessionCapture
import SessionRecord
import SessionStore
import TrialExport
import WalkProtocol

/// What the report and the CSV export read from the store.
extension Site {
  /// Every record of the store as the export reads it.
  func documents() throws -> [RecordDocument] {
    try packages().map { package in
      try RecordDocument(bytes: package.sealed.bytes, sha256: package.sealed.hash.hex)
    }
  }

  /// The printable report of a sealed session.
  ///
  /// - Throws: `Complaint` when the package holds no walk, and what reading it throws.
  func report(of package: ArchivedPackage, verdict: Verdict) throws -> [UInt8] {
    let versions = try SessionVersion.all(of: try documents())
    guard let version = versions.first(where: { $0.record.sha256 == package.sealed.hash.hex })
    else { throw Complaint("\(package.name) holds no walk to report.", .noInput) }
    let definition = try ProtocolFile.parse(
      try package.bytes(of: "protocol.json"), named: "protocol.json")
    let rows = try PackageText.entries(of: .samples, in: try package.bytes(of: "samples.csv"))
    let samples = rows.map { entry in
      let row = SampleRow(payload: entry.payload) ?? SampleRow()
      return ReportSample(
        tUs: entry.instant.microseconds, speedMmS: row[.speed]?.value,
        distanceUm: row[.distance]?.value)
    }
    let line =
      verdict.isGood
      ? "Verified: signature, hashes, key and re-derived outcome are good."
      : "NOT VERIFIED: \(verdict.faults.first.map { $0.code.rawValue } ?? "refused")"
    return SessionReport(
      ReportInput(
        version: version, definition: definition, samples: samples, verification: line,
        isVerified: verdict.isGood)
    ).html
  }
}
