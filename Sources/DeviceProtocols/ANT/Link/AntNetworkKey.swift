/// The key of an ANT network. It is given under an agreement, so it must never be shown: neither its
/// description nor its mirror tells the bytes, and `AntMessage` shows them as zeros.
public struct AntNetworkKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  private let bits: UInt64

  /// The key with exactly eight `bytes`, or nil for any other count.
  public init?(_ bytes: some Collection<UInt8>) {
    guard let page = AntPage(bytes) else { return nil }
    bits = page.bits
  }

  /// The key that `text` spells: exactly 16 hexadecimal digits, with white space around them at
  /// most, as its file holds it. Nil for anything else.
  public init?(hexadecimal text: some StringProtocol) {
    var digits: [UInt8] = []
    for character in text.drop(while: \.isWhitespace) {
      guard !character.isWhitespace else { break }
      guard character.isASCII, let digit = character.hexDigitValue else { return nil }
      digits.append(UInt8(truncatingIfNeeded: digit))
    }
    let rest = text.drop(while: \.isWhitespace).drop { !$0.isWhitespace }
    guard digits.count == 16, rest.allSatisfy(\.isWhitespace) else { return nil }
    self.init((0..<8).map { digits[2 * $0] << 4 | digits[2 * $0 + 1] })
  }

  private init(bits: UInt64) { self.bits = bits }

  /// Eight zeros: the public network, for tests and simulated pods.
  public static let publicNetwork = AntNetworkKey(bits: 0)

  /// Whether it is the key of the public network, which ANT+ devices do not use.
  public var isPublic: Bool { bits == 0 }

  /// Says only that a key is set.
  public var description: String { "network key set" }
  /// Says only that a key is set.
  public var debugDescription: String { description }
  /// Shows no parts.
  public var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }

  /// The command that gives the key to the stick: 46 `[network, 8 bytes]`.
  func message(network: UInt8) -> AntMessage {
    var message = AntMessage(.networkKey, network)
    for offset in 0..<8 { message.append(bits.byte(offset)) }
    return message
  }
}
