/// What one frame from a console says: its status and the data of each command that it answers
/// (facts section 4.2). An unsupported command is answered by the status alone.
public struct CsafeAnswer: Sendable {
  /// The frame.
  public let frame: CsafeFrame

  /// The reading of `frame`; nil when it has no status byte.
  public init?(_ frame: CsafeFrame) {
    guard frame.count > 0 else { return nil }
    self.frame = frame
  }

  /// The status byte.
  public var status: CsafeStatus { CsafeStatus(rawValue: frame[0]) }
  /// Whether nothing follows the status.
  public var isStatusOnly: Bool { frame.count == 1 }

  /// The data of one command: a part of the frame.
  public struct Item: Sendable {
    /// The command that is answered.
    public let id: UInt8
    /// How many data bytes there are.
    public let count: Int
    private let frame: CsafeFrame
    private let start: Int

    init(_ frame: CsafeFrame, at start: Int) {
      id = frame[start]
      count = Int(frame[start &+ 1])
      self.start = start &+ 2
      self.frame = frame
    }

    /// Data byte `offset`; 0 beyond the end.
    public subscript(offset: Int) -> UInt8 {
      offset >= 0 && offset < count ? frame[start &+ offset] : 0
    }

    /// Bytes `offset` and the next, little-endian.
    public func u16(_ offset: Int) -> UInt16 {
      UInt16(self[offset]) | UInt16(self[offset &+ 1]) << 8
    }

    /// The value and unit of an answer of three bytes: u16, unit. Nil for another length.
    public var quantity: (count: UInt16, unit: CsafeUnit)? {
      count == 3 ? (u16(0), CsafeUnit(rawValue: self[2])) : nil
    }
  }

  /// Hands each answered command to `body`. Returns false when the frame ends within one; that one
  /// is left out.
  @discardableResult
  public func forEachItem(_ body: (Item) -> Void) -> Bool {
    var position = 1
    while position < frame.count {
      guard position &+ 1 < frame.count else { return false }
      let next = position &+ 2 &+ Int(frame[position &+ 1])
      guard next <= frame.count else { return false }
      body(Item(frame, at: position))
      position = next
    }
    return true
  }
}
