import SessionRecord

/// The name of a package directory, `<study>-<site>-<device>-<epoch>-<seq>_<session-uuid>`, taken
/// apart from the right: codes may themselves contain `-` and `_`, numbers and UUIDs may not.
public struct PackageName: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// `<study>-<site>-<device>`; the record itself says where one code ends and the next begins.
  public let origin: String
  /// Which chain of the device, from 1.
  public let epoch: Int64
  /// The place in the chain, from 1.
  public let seq: Int64
  /// The session's UUID, lower case.
  public let session: String

  /// Takes `text` apart; nil when it is not such a name.
  public init?(_ text: String) {
    guard text.utf8.count <= 200, text.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x2F }),
      let underscore = text.lastIndex(of: "_")
    else { return nil }
    let session = String(text[text.index(after: underscore)...])
    var fields = text[..<underscore].split(separator: "-", omittingEmptySubsequences: false)
    guard Spelling.isUUID(session), fields.count >= 5,
      let seq = Self.number(fields.removeLast()), let epoch = Self.number(fields.removeLast())
    else { return nil }
    self.origin = fields.joined(separator: "-")
    self.epoch = epoch
    self.seq = seq
    self.session = session
  }

  /// Decimal digits of a number from 1, without a leading zero.
  private static func number(_ text: Substring) -> Int64? {
    guard let value = Int64(text), value >= 1, String(value) == text else { return nil }
    return value
  }

  /// The name.
  public var description: String { "\(origin)-\(epoch)-\(seq)_\(session)" }

  /// By origin, then in the order of the chain.
  public static func < (left: PackageName, right: PackageName) -> Bool {
    (left.origin, left.epoch, left.seq, left.session)
      < (right.origin, right.epoch, right.seq, right.session)
  }
}
