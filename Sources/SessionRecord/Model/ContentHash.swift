import Crypto
import FoundationEssentials

/// The SHA-256 of some bytes (FIPS 180-4), shown as 64 lower-case hexadecimal digits as
/// `sha256sum` prints it.
public struct ContentHash: Hashable, Sendable, CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public let hex: String

  /// The 64 zeros that stand for "no record before" in a chain's first record.
  public static let zeros = ContentHash(checked: String(repeating: "0", count: 64))

  /// The hash of `bytes`.
  public init(of bytes: some Sequence<UInt8>) {
    self.init(SHA256.hash(data: Array(bytes)))
  }

  /// The hash written as `hex`; nil unless it is 64 lower-case hexadecimal digits.
  public init?(hex: String) {
    guard hex.utf8.count == 64, hex.utf8.allSatisfy(Spelling.isLowerHex) else { return nil }
    self.init(checked: hex)
  }

  init(_ digest: SHA256.Digest) {
    var text: [UInt8] = []
    text.reserveCapacity(64)
    let digits = Array("0123456789abcdef".utf8)
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    hex = String(decoding: text, as: UTF8.self)
  }

  private init(checked hex: String) {
    self.hex = hex
  }

  /// The 64 digits.
  public var description: String { hex }
}
