import Glibc

/// A package's record and files as they were read and hashed, for deriving the walk again.
public struct PackageContents: Sendable {
  /// The record.
  public let record: SealedRecord
  /// The bytes of each listed file by name; every one has the hash that the record states.
  public let files: [String: [UInt8]]

  /// The contents of a package.
  public init(record: SealedRecord, files: [String: [UInt8]]) {
    self.record = record
    self.files = files
  }
}

/// Reads and judges the listed files of one package, each byte once.
struct FileChecks {
  private(set) var checks: [Check] = []
  /// The files that are as signed.
  private(set) var files: [String: [UInt8]] = [:]

  /// - Parameter keepsBytes: Whether the bytes are needed after hashing.
  init(directory: String, record: SessionRecord, keepsBytes: Bool) {
    for file in record.files {
      do throws(RecordFault) {
        files[file.name] = try Self.read(file, in: directory, keepsBytes)
        checks.append(Check(.file, file.name, .passed))
      } catch {
        checks.append(Check(.file, file.name, .refused(error)))
      }
    }
  }

  private static func read(
    _ file: RecordFile, in directory: String, _ keepsBytes: Bool
  ) throws(RecordFault) -> [UInt8] {
    guard file.bytes <= ArchiveLimits.largestFile else {
      throw RecordFault(.fileTooLarge, at: file.name, "is signed with \(file.bytes) bytes")
    }
    let source = try open(file.name, in: directory)
    let size = Int64(try source.status().st_size)
    guard size == file.bytes else {
      throw RecordFault(
        size < file.bytes ? .fileTruncated : .fileLonger, at: file.name,
        "has \(size) bytes, signed are \(file.bytes)")
    }
    var digest = FileDigest()
    var bytes: [UInt8] = []
    // The limit also ends the loop when somebody appends to the file while it is read.
    while digest.count <= file.bytes, case let part = try source.read(upTo: 262_144), !part.isEmpty
    {
      digest.append(part)
      if keepsBytes { bytes += part }
    }
    guard digest.count == file.bytes, digest.hash == file.sha256 else {
      throw RecordFault(altered(file.name), at: file.name, "does not have the signed SHA-256")
    }
    return bytes
  }

  private static func open(
    _ name: String, in directory: String
  ) throws(RecordFault) -> OpenFile {
    do throws(RecordFault) {
      return try OpenFile.reading("\(directory)/\(name)")
    } catch {
      guard error.code == .pathMissing else { throw error }
      throw RecordFault(.fileMissing, at: name, "is listed in the record and absent")
    }
  }

  private static func altered(_ name: String) -> VerdictCode {
    switch name {
    case "samples.csv": .samplesAltered
    case "events.jsonl": .eventsAltered
    case "frames.log": .framesAltered
    case "protocol.json": .protocolAltered
    default: .fileAltered
    }
  }
}
