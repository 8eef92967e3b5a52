import CLinuxIO
import Glibc

extension SiteConfiguration {
  /// The configuration in the file at `path`; the standard values when there is no file.
  ///
  /// - Parameter mustExist: whether its absence is a fault: it was named by a person.
  /// - Throws: `ConfigurationFaults`: what is wrong with the file's rights, or with its text.
  public init(
    contentsOf path: String, mustExist: Bool = false
  ) throws(ConfigurationFaults) {
    let bytes: [UInt8]?
    do throws(ConfigurationFault) {
      bytes = try TrustedFile(path).bytes()
    } catch {
      throw ConfigurationFaults(error)
    }
    if let bytes {
      try self.init(parsing: bytes, file: path)
    } else if mustExist {
      throw ConfigurationFaults(
        ConfigurationFault(
          .missing, file: path, sentence: "\(path) is not there; check the path."))
    } else {
      self.init()
    }
  }
}

/// A file that says what walktest does: nobody but root and the account that runs us may change it,
/// and nobody else may put another in its place.
public struct TrustedFile: Sendable {
  private static let longest = 65_536
  private let path: String
  private let owners: Set<UInt32>

  /// The file at `path`, which root or `owner` may own: the account that runs us, but for tests.
  public init(_ path: String, owner: UInt32? = nil) {
    self.path = path
    owners = [0, owner ?? geteuid()]
  }

  /// What is in the file; nil when there is none.
  ///
  /// - Throws: `ConfigurationFault`, one sentence with the command that mends it.
  public func bytes() throws(ConfigurationFault) -> [UInt8]? {
    let file = linuxio_open_for_reading(path)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw openFault(errno)
    }
    defer { close(file) }
    try checkRights(file)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = Glibc.read(file, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw openFault(errno) }
      guard count > 0 else { return bytes }
      bytes += chunk.prefix(count)
      guard bytes.count <= Self.longest else {
        throw fault(.notAFile, "is longer than 64 kB; it is not a configuration")
      }
    }
  }

  /// Checks owner and mode without reading; nothing is said of a file that is not there.
  ///
  /// - Throws: `ConfigurationFault`, one sentence with the command that mends it.
  public func check() throws(ConfigurationFault) {
    let file = linuxio_open_for_reading(path)
    guard file >= 0 else {
      if errno == ENOENT { return }
      throw openFault(errno)
    }
    defer { close(file) }
    try checkRights(file)
  }

  private func checkRights(_ file: Int32) throws(ConfigurationFault) {
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw fault(.notAFile, "is not a plain file; put the file itself there")
    }
    guard owners.contains(status.st_uid) else {
      throw fault(
        .wrongOwner,
        "belongs to \(Account.name(status.st_uid)) and not to root; run: chown root:root \(path)")
    }
    guard status.st_mode & 0o022 == 0 else {
      throw fault(
        .writableByOthers, "can be written by others than its owner; run: chmod go-w \(path)")
    }
    try checkDirectory()
  }

  /// Whoever can write to the directory could put another file there. `/tmp` has a bit against it.
  private func checkDirectory() throws(ConfigurationFault) {
    let end = path.lastIndex(of: "/")
    let directory = end.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    var status = stat()
    guard stat(directory, &status) == 0 else { throw openFault(errno) }
    guard owners.contains(status.st_uid) else {
      throw fault(
        .wrongOwner,
        "lies in a directory of \(Account.name(status.st_uid)); run: chown root:root \(directory)")
    }
    guard status.st_mode & 0o022 == 0 || status.st_mode & S_ISVTX != 0 else {
      throw fault(
        .writableByOthers,
        "lies in a directory that others can write to; run: chmod go-w \(directory)")
    }
  }

  private func openFault(_ number: Int32) -> ConfigurationFault {
    switch number {
    case EACCES:
      fault(
        .unreadable,
        "cannot be read by this account; run: chmod a+r \(path), or call walktest as root")
    case ELOOP: fault(.notAFile, "is a link; put the file itself there")
    case ENXIO: fault(.notAFile, "is not a plain file; put the file itself there")
    case ENOTDIR: fault(.unreadable, "cannot be read: a part of the path is no directory")
    default: fault(.unreadable, "cannot be read: \(String(cString: strerror(number)))")
    }
  }

  private func fault(_ code: ConfigurationFault.Code, _ rest: String) -> ConfigurationFault {
    ConfigurationFault(code, file: path, sentence: "\(path) \(rest).")
  }
}

/// Accounts of the system by number.
enum Account {
  /// The name of an account, for sentences; its number when it has none.
  static func name(_ number: UInt32) -> String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 4_096)
    guard getpwuid_r(number, &entry, &buffer, buffer.count, &found) == 0, found != nil,
      let name = entry.pw_name
    else { return "user \(number)" }
    return String(cString: name)
  }
}
