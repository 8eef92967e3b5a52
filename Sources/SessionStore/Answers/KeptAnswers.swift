import Glibc
import SessionRecord

/// A statement of the trial database with its signature, both as exact bytes.
public struct SignedAnswer: Hashable, Sendable {
  /// The bytes that are signed.
  public var bytes: [UInt8]
  /// The detached signature over them.
  public var signature: [UInt8]

  /// An answer with its signature.
  public init(bytes: [UInt8], signature: [UInt8]) {
    self.bytes = bytes
    self.signature = signature
  }
}

extension Archive {
  /// Puts a verified receipt into its package as `receipt.json` and `receipt.jws`, durably. A
  /// receipt that is there already stays; the same one again is no error.
  ///
  /// - Throws: `StoreFault`: `store-already-there` for another receipt, or how the disk failed.
  public func keep(receipt: SignedAnswer, in package: PackageName) throws(StoreFault) {
    let statement = path(of: package) + "/receipt.json"
    let signature = path(of: package) + "/receipt.jws"
    // The statement comes last: a signature alone is what a power cut leaves and proves nothing.
    if try ArchiveFiles.kind(of: statement) == nil, try ArchiveFiles.kind(of: signature) != nil,
      unlink(signature) != 0
    {
      throw ArchiveFiles.fault(errno: errno, at: signature, writing: true)
    }
    try ArchiveFiles.writeOnce(receipt.signature, to: signature, by: temporary)
    try ArchiveFiles.writeOnce(receipt.bytes, to: statement, by: temporary)
  }

  /// The receipt in a package; nil when there is none.
  public func receipt(in package: PackageName) throws(StoreFault) -> SignedAnswer? {
    try answer(path(of: package) + "/receipt")
  }

  /// Keeps a verified refusal as the next `refusals/<package>/NNNN.json` and `.jws`, durably.
  ///
  /// - Throws: `StoreFault` as the disk failed.
  public func keep(refusal: SignedAnswer, of package: PackageName) throws(StoreFault) {
    let kept = try refusals(of: package)
    if kept.last == refusal { return }
    let directory = refusals + "/" + package.description
    try ArchiveFiles.makeDirectory(refusals, mode: 0o750)
    try ArchiveFiles.makeDirectory(directory, mode: 0o750)
    let number = String(kept.count + 1)
    let name = String(repeating: "0", count: max(0, 4 - number.count)) + number
    try ArchiveFiles.writeOnce(refusal.signature, to: "\(directory)/\(name).jws", by: temporary)
    try ArchiveFiles.writeOnce(refusal.bytes, to: "\(directory)/\(name).json", by: temporary)
  }

  /// The refusals of a package, oldest first.
  public func refusals(of package: PackageName) throws(StoreFault) -> [SignedAnswer] {
    let directory = refusals + "/" + package.description
    guard try ArchiveFiles.kind(of: directory) != nil else { return [] }
    var answers: [SignedAnswer] = []
    for name in try ArchiveFiles.names(in: directory) where name.hasSuffix(".json") {
      if let answer = try answer("\(directory)/\(name.dropLast(5))") { answers.append(answer) }
    }
    return answers
  }

  /// Where a file is written before it gets its name; one process answers at a time.
  private var temporary: String { "\(root)/.writing-\(getpid())" }

  private func answer(_ stem: String) throws(StoreFault) -> SignedAnswer? {
    guard try ArchiveFiles.kind(of: stem + ".json") != nil else { return nil }
    return SignedAnswer(
      bytes: try ArchiveFiles.read(stem + ".json", upTo: ArchivedPackage.largestAnswer),
      signature: try ArchiveFiles.read(stem + ".jws", upTo: ArchivedPackage.largestAnswer))
  }

  /// The state that the answers on disk prove: a receipt before a refusal, `local` without either.
  /// Answers were verified before they were kept; `PackageVerifier` verifies them again.
  ///
  /// - Throws: `StoreFault` `store-package-damaged` when an answer cannot be read or is about
  ///   another record.
  public func settledState(of package: ArchivedPackage) throws(StoreFault) -> OutboxState {
    if let receipt = try receipt(in: package.name) {
      return try OutboxState(receipt: receipt.bytes, of: package)
    }
    if let refusal = try refusals(of: package.name).last {
      return try OutboxState(refusal: refusal.bytes, of: package)
    }
    return .local
  }
}
