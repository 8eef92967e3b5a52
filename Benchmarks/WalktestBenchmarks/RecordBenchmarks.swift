import Glibc
import Readings
import SessionCapture
import SessionRecord
import StrictJSON

/// The key of RFC 8037 appendix A.1, published and so worthless: every run signs the same bytes.
private func publishedKey() throws -> SigningKey {
  try SigningKey(privateJWK: [
    "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
  ])
}

private func trust() throws -> TrustKeys {
  let key = try publishedKey()
  var list = TrustKeyList(issuedAt: WallTime(milliseconds: 1_780_000_000_000))
  try list.enrol(
    EnrolledKey(
      key: key.publicKey, role: .device, owner: "DEMO/001/wt01", notBefore: list.issuedAt,
      notAfter: WallTime(milliseconds: 1_900_000_000_000)), at: list.issuedAt)
  let (bytes, signature) = try list.signed(by: key)
  return try TrustKeys(
    verifying: bytes, signature: signature, root: TrustRoot(owner: "sponsor", key: key.publicKey))
}

private func seal(_ session: BenchmarkSession, into archive: String) throws -> SealedPackage {
  let sealer = SessionSealer(
    archive: archive, key: try publishedKey(),
    software: SoftwareIdentity(version: "0", build: "benchmark"))
  let package = try sealer.seal(
    session.engine, entries: session.entries, at: .first(epoch: 1), boot: BenchmarkSession.boot)
  if let fault = package.headFault { throw fault }
  return package
}

/// `session ARCHIVE`: seals the walk into ARCHIVE, for the reference programs and for `verify`.
func writeSession(_ arguments: [String]) throws -> Measured {
  guard let archive = arguments.first else { throw BenchmarkFault("session ARCHIVE") }
  let session = try BenchmarkSession.capped()
  _ = try seal(session, into: archive)
  return Measured(numbers: [("rows", Int64(session.rows)), ("span_us", session.span)])
}

/// `seal SOURCE ARCHIVE`: writes SOURCE's package again into ARCHIVE through `PackageWriter`, with
/// copying, hashing, signing and every fsync. The files come from the disk, as for the reference.
func measureSeal(_ arguments: [String]) throws -> Measured {
  guard arguments.count == 2 else { throw BenchmarkFault("seal SOURCE ARCHIVE") }
  let source = arguments[0]
  let sealed = try SealedRecord(parsing: try contents(of: source + "/record.json"))
  let files = sealed.record.files.map { file in
    PackageFile(name: file.name, mediaType: file.mediaType, copying: "\(source)/\(file.name)")
  }
  let key = try publishedKey()
  let writer = PackageWriter(archive: arguments[1])
  let numbers = try Probe.run {
    _ = try writer.seal(sealed.record, contents: files, key: key)
  }
  return Measured(numbers: numbers)
}

/// `verify PACKAGE`: hashes, signature, key and rules of a package, without deriving the walk again:
/// what the reference programs do, and more.
func measureVerify(_ arguments: [String]) throws -> Measured {
  guard let package = arguments.first else { throw BenchmarkFault("verify PACKAGE") }
  let verifier = PackageVerifier(trust: try trust(), rederive: nil)
  return try Measured(numbers: Probe.run { try demandPassed(verifier.verify(package)) })
}

/// `rederive PACKAGE`: verification with the whole walk replayed from its frames and edges.
func measureRederivation(_ arguments: [String]) throws -> Measured {
  guard let package = arguments.first else { throw BenchmarkFault("rederive PACKAGE") }
  let verifier = PackageVerifier(
    trust: try trust(), rederive: { try SessionRederivation.walk(of: $0) })
  return try Measured(numbers: Probe.run { try demandPassed(verifier.verify(package)) })
}

private func demandPassed(_ verdict: Verdict) throws {
  let refused = verdict.checks.compactMap(\.fault)
  guard refused.isEmpty else { throw BenchmarkFault("refused: \(refused)") }
}

/// `journal DIRECTORY`: appends the walk's entries in one go and waits until they are on the disk;
/// then reads them back.
func measureJournal(_ arguments: [String]) throws -> Measured {
  guard let directory = arguments.first else { throw BenchmarkFault("journal DIRECTORY") }
  let session = try BenchmarkSession.capped()
  let path = directory + "/benchmark.journal"
  let journal = try JournalWriter(
    creating: path,
    header: JournalHeader(
      session: [], boot: BenchmarkSession.boot, opened: MonotonicInstant(microseconds: 0)),
    preallocate: 0)
  let written = try Probe.run {
    for entry in session.entries { try journal.append([entry]) }
    try journal.flush()
  }
  try journal.finish()
  let bytes = try contents(of: path)
  unlink(path)
  var read = 0
  let reading = try Probe.run { read = try JournalContents(parsing: bytes).entries.count }
  guard read == session.entries.count else { throw BenchmarkFault("entries are lost") }
  return Measured(
    numbers: written + [
      ("read_ns", reading[0].1), ("bytes", Int64(bytes.count)),
      ("entries", Int64(read)), ("rows", Int64(session.rows)),
    ])
}
