/// A device script of umockdev (`umockdev-record --script`): what a device node delivers and after
/// how many milliseconds.
public struct UmockdevScript {
  /// One delivery.
  public struct Line: Equatable {
    /// Milliseconds after the line before.
    public var milliseconds: Int
    /// What the node delivers.
    public var bytes: [UInt8]

    /// A delivery.
    public init(milliseconds: Int, bytes: [UInt8]) {
      self.milliseconds = milliseconds
      self.bytes = bytes
    }
  }

  /// The deliveries in order.
  public var lines: [Line]

  /// A script of `lines`.
  public init(lines: [Line]) { self.lines = lines }

  /// Reads a script file; lines that deliver nothing are left out.
  public init(_ file: [UInt8]) {
    lines = file.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
      guard parts.count == 3, Array(parts[0]) == Array("r".utf8),
        let milliseconds = Int(String(decoding: parts[1], as: UTF8.self))
      else { return nil }
      return Line(milliseconds: milliseconds, bytes: Self.unescaped(parts[2]))
    }
  }

  /// The script as a file. Control characters stand as `^` and the character 64 higher, `^` itself
  /// as `` ^` ``.
  public var file: [UInt8] {
    lines.flatMap { line in
      Array("r \(line.milliseconds) ".utf8)
        + line.bytes.flatMap { byte -> [UInt8] in
          switch byte {
          case 0..<32: [UInt8(ascii: "^"), byte + 64]
          case UInt8(ascii: "^"): Array("^`".utf8)
          default: [byte]
          }
        } + Array("\n".utf8)
    }
  }

  private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in text {
      if isEscaped {
        bytes.append(byte == UInt8(ascii: "`") ? UInt8(ascii: "^") : byte &- 64)
        isEscaped = false
      } else if byte == UInt8(ascii: "^") {
        isEscaped = true
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }
}
