/// Cuts a stream of bytes into lines. What it keeps is bounded: a line that grows too long is told
/// once and dropped up to its newline, and the next line counts again.
public struct LineFramer: Sendable {
  /// What came.
  public enum Line: Hashable, Sendable {
    /// A line, its newline left out.
    case whole([UInt8])
    /// A line was longer than allowed; told when that is known, not at its newline.
    case tooLong
  }

  private let longest: Int
  private var begun: [UInt8] = []
  private var isDropping = false

  /// A framer of lines of at most `longest` bytes, their newline left out.
  public init(longest: Int = ControlProtocol.longestLine) { self.longest = max(0, longest) }

  /// True while a line has begun that has not ended.
  public var isWithinLine: Bool { isDropping || !begun.isEmpty }

  /// Takes bytes in and returns what they complete, in order.
  public mutating func take(_ bytes: some Sequence<UInt8>) -> [Line] {
    var lines: [Line] = []
    for byte in bytes {
      if byte == 0x0A {
        if !isDropping { lines.append(.whole(begun)) }
        begun = []
        isDropping = false
      } else if !isDropping {
        if begun.count == longest {
          begun = []
          isDropping = true
          lines.append(.tooLong)
        } else {
          begun.append(byte)
        }
      }
    }
    return lines
  }
}
