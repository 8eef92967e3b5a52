import Foundation
import Readings
import SessionCapture
import SessionHost
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

  /// The printable report of a session as it now stands, corrections included.
  ///
  /// - Parameters:
  ///   - package: the session's end, which holds its files.
  ///   - verdict: what verification of that package found.
  /// - Throws: `Complaint` when the session has no walk, and what reading it throws.
  func report(of package: ArchivedPackage, verdict: Verdict) throws -> [UInt8] {
    let session = package.record.session
    guard let version = try SessionVersion.latest(of: session, among: try documents()) else {
      throw Complaint("Session \(session) has no walk to report.", .noInput)
    }
    let definition = try ProtocolFile.parse(
      try package.bytes(of: "protocol.json"), named: "protocol.json")
    let line =
      verdict.isGood
      ? "Verified: signature, hashes, key and re-derived outcome are good."
      : "NOT VERIFIED: \(verdict.faults.first.map { $0.code.rawValue } ?? "refused")"
    return SessionReport(
      ReportInput(
        version: version, definition: definition, samples: try samples(of: package),
        verification: line, isVerified: verdict.isGood)
    ).html
  }

  private func samples(of package: ArchivedPackage) throws -> [ReportSample] {
    let rows = try PackageText.entries(of: .samples, in: try package.bytes(of: "samples.csv"))
    return rows.map { entry in
      let row = SampleRow(payload: entry.payload) ?? SampleRow()
      return ReportSample(
        tUs: entry.instant.microseconds, speedMmS: row[.speed]?.value,
        distanceUm: row[.distance]?.value)
    }
  }
}
