public import StrictJSON

/// Verifies packages that may come from anywhere: reads with limits, follows no links, changes
/// nothing and takes no word for it but that of the keys in `trust`.
public struct PackageVerifier: Sendable {
  /// Derives the walk from a package's files as the engine that recorded it did. Nil means that
  /// the files hold no walk.
  public typealias Rederivation = @Sendable (PackageContents) throws -> JSONValue?

  let trust: TrustKeys
  private let rederive: Rederivation?

  /// A verifier.
  ///
  /// - Parameter rederive: Derives a walk again; nil leaves that check undone, and visibly so.
  public init(trust: TrustKeys, rederive: Rederivation?) {
    self.trust = trust
    self.rederive = rederive
  }

  /// Verifies the package in `directory`.
  ///
  /// - Parameter siblings: Other records known to the caller, among which a swapped signature and
  ///   the original of a correction are looked for.
  public func verify(_ directory: String, siblings: [SealedRecord] = []) -> Verdict {
    var checks: [Check] = []
    let directory = PackagePath.trimmed(directory)
    let name = PackagePath.lastComponent(directory)
    let names: [String]
    let bytes: [UInt8]
    do throws(RecordFault) {
      names = try DirectoryListing.names(of: directory, limit: ArchiveLimits.mostNames)
      bytes = try Self.recordBytes(in: directory)
    } catch {
      checks.append(Check(.listing, name, .refused(error)))
      return Verdict(directory: name, record: nil, checks: checks)
    }
    var signing = SignatureChecks(trust: trust, directory: directory)
    do throws(RecordFault) {
      let sealed = try SealedRecord(parsing: bytes)
      checks.append(Check(.record, "record.json", .passed))
      let enrolled = signing.signature(of: bytes, siblings: siblings)
      let receipt = signing.receipt(for: sealed, present: names)
      if let enrolled { signing.key(enrolled, of: sealed.record, receipt: receipt) }
      checks += signing.checks
      checks += contentChecks(of: sealed, directory, name, names, siblings)
      return Verdict(directory: name, record: sealed, checks: checks)
    } catch {
      checks.append(Check(.record, "record.json", .refused(error)))
      _ = signing.signature(of: bytes, siblings: siblings)
      let unchecked = Check(.file, "files", .notChecked("the record that lists them is refused"))
      return Verdict(directory: name, record: nil, checks: checks + signing.checks + [unchecked])
    }
  }

  private func contentChecks(
    of sealed: SealedRecord, _ directory: String, _ name: String, _ names: [String],
    _ siblings: [SealedRecord]
  ) -> [Check] {
    let record = sealed.record
    let files = FileChecks(directory: directory, record: record, keepsBytes: rederive != nil)
    var checks = files.checks
    checks += PackageRules.extraFiles(names, record)
    checks.append(PackageRules.walkProtocol(record))
    checks.append(PackageRules.directoryName(name, record))
    if record.kind == .correction {
      checks.append(CorrectionRules.check(sealed, among: siblings))
    }
    checks.append(walk(of: sealed, files))
    let refused = Set(checks.compactMap { $0.fault == nil ? nil : $0.place })
    checks.append(PackageRules.sums(in: directory, sealed, names, ignoring: refused))
    return checks
  }

  private func walk(of sealed: SealedRecord, _ files: FileChecks) -> Check {
    let place = "record.json: walk"
    guard sealed.record.kind != .open, sealed.record.kind != .correction else {
      return Check(.walk, place, .notChecked("this kind of record has no walk of its own"))
    }
    guard let rederive else {
      return Check(.walk, place, .notChecked("no engine was given to derive it again"))
    }
    guard files.files.count == sealed.record.files.count else {
      return Check(.walk, place, .notChecked("a file it follows from is refused"))
    }
    do {
      let derived = try rederive(PackageContents(record: sealed, files: files.files))
      // Bytes and not values are compared: Swift's strings are equal when only canonically so.
      let same = (derived ?? .null).compactBytes == (sealed.record.walk ?? .null).compactBytes
      return Check(
        .walk, place,
        same
          ? .passed
          : .refused(RecordFault(.walkDiffers, at: place, "is not what the files yield")))
    } catch {
      return Check(
        .walk, place, .refused(RecordFault(.rederivationFailed, at: place, "\(error)")))
    }
  }

  /// The exact bytes of a package's `record.json`.
  static func recordBytes(in directory: String) throws(RecordFault) -> [UInt8] {
    do throws(RecordFault) {
      return try DurableFile.read("\(directory)/record.json", limit: SessionRecord.largestSize)
    } catch {
      guard error.code == .pathMissing else { throw error }
      throw RecordFault(.recordMissing, at: "record.json", "is absent")
    }
  }
}
