import CLinuxIO
public import DeviceProtocols
import Glibc

/// The file that holds the ANT+ network key: 16 hexadecimal digits, owned by root and readable by
/// nobody but root and one group. The key is given under an agreement and never shown.
public struct NetworkKeyFile: Sendable {
  /// Where it is.
  public let path: String
  private let owner: UInt32

  /// The file at `path`, to be owned by the user number `owner`: root, but for tests.
  public init(path: String = "/etc/walktest/ant-network-key", owner: UInt32 = 0) {
    self.path = path
    self.owner = owner
  }

  /// The key.
  ///
  /// - Throws: `NetworkKeyFault`; it never tells what stands in the file.
  public func read() throws(NetworkKeyFault) -> AntNetworkKey {
    // A pipe in its place must not hang us, nor a link lead elsewhere.
    let file = linuxio_open_for_reading(path)
    guard file >= 0 else { throw openFault(errno) }
    defer { close(file) }
    try check(file)
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = Glibc.read(file, &buffer, buffer.count)
    guard count >= 0, let key = Self.key(buffer.prefix(max(0, count))) else {
      throw fault(
        .wrongContent, "does not hold exactly 16 hexadecimal digits; write the key anew")
    }
    return key
  }

  private func check(_ file: Int32) throws(NetworkKeyFault) {
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw fault(.notAFile, "is not a plain file; remove it and write the key anew")
    }
    guard status.st_uid == owner else {
      throw fault(
        .wrongOwner, "belongs to user \(status.st_uid) and not to root; run: chown root \(path)")
    }
    let mode = status.st_mode & 0o7777
    guard mode == 0o600 || mode == 0o640 else {
      let octal = "0" + String(mode, radix: 8)
      throw fault(.wrongMode, "has mode \(octal), not 0600 or 0640; run: chmod 0640 \(path)")
    }
  }

  private func openFault(_ number: Int32) -> NetworkKeyFault {
    switch number {
    case ENOENT:
      fault(
        .absent,
        "is not there; ANT+ devices need the network key that thisisant.com gives to adopters: "
          + "as root write its 16 hexadecimal digits there, then run: "
          + "chown root:walktest \(path); chmod 0640 \(path)")
    case EACCES:
      fault(
        .noPermission,
        "cannot be read by this account; add it to the group of the file (walktest) and log in "
          + "again")
    case ELOOP: fault(.notAFile, "is a link; put the file itself there")
    default: fault(.unreadable, "cannot be read: \(String(cString: strerror(number)))")
    }
  }

  private func fault(_ code: NetworkKeyFault.Code, _ rest: String) -> NetworkKeyFault {
    NetworkKeyFault(code, "The ANT+ network key file \(path) \(rest).")
  }

  /// The key in `text`: 16 digits, and one line feed at most.
  static func key(_ text: some Collection<UInt8>) -> AntNetworkKey? {
    var digits = Array(text)
    if digits.last == 0x0A { digits.removeLast() }
    guard digits.count == 16 else { return nil }
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: 16, by: 2) {
      guard let high = value(digits[start]), let low = value(digits[start + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return AntNetworkKey(bytes)
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }
}

/// Why there is no ANT+ network key.
public struct NetworkKeyFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// A stable name of the fault.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// The file is not there.
    case absent = "network-key-absent"
    /// This account may not read it.
    case noPermission = "network-key-no-permission"
    /// It is a link, a directory or a pipe.
    case notAFile = "network-key-not-a-file"
    /// It does not belong to root.
    case wrongOwner = "network-key-wrong-owner"
    /// Others may read or write it.
    case wrongMode = "network-key-wrong-mode"
    /// It holds something else.
    case wrongContent = "network-key-wrong-content"
    /// The system cannot read it.
    case unreadable = "network-key-unreadable"
  }

  /// Which fault.
  public var code: Code
  /// One sentence for staff that says what to do.
  public var description: String

  /// A fault and its sentence.
  public init(_ code: Code, _ sentence: String) {
    self.code = code
    description = sentence
  }
}
