/// How a stretch of text stands out. Nothing is told by colour alone.
public enum Tone: Sendable, Hashable, CaseIterable {
  /// Text.
  case plain
  /// What is old, or of less weight.
  case faint
  /// What matters.
  case strong
  /// All is well.
  case good
  /// Somebody should look.
  case warning
  /// Something is wrong.
  case alarm
  /// What a key does.
  case button
}

/// One line of the screen: stretches of text with their tones.
public struct ScreenLine: Hashable, Sendable {
  /// A stretch of text.
  public struct Stretch: Hashable, Sendable {
    /// The text, without anything that a terminal obeys.
    public var text: String
    /// How it stands out.
    public var tone: Tone
  }

  /// The stretches from left to right.
  public private(set) var stretches: [Stretch] = []

  /// A line of one text; what a terminal would obey is taken out of it.
  public init(_ text: String = "", _ tone: Tone = .plain) {
    if !text.isEmpty { stretches = [Stretch(text: text.plain, tone: tone)] }
  }

  /// The line without its tones.
  public var text: String { stretches.map(\.text).joined() }

  /// How many columns it takes.
  public var width: Int {
    stretches.reduce(0) { $0 + $1.text.reduce(0) { $0 + $1.columns } }
  }

  /// One line and another after it.
  public static func + (left: ScreenLine, right: ScreenLine) -> ScreenLine {
    var line = left
    line.stretches += right.stretches
    return line
  }

  /// The line with blanks at its end up to `width` columns.
  public func filled(to width: Int) -> ScreenLine {
    let missing = width - self.width
    return missing > 0 ? self + ScreenLine(String(repeating: " ", count: missing)) : self
  }

  /// The line cut to `width` columns; the mark shows that something is cut.
  public func cut(to width: Int, mark: Character = "…") -> ScreenLine {
    guard self.width > width else { return self }
    var left = max(0, width - 1)
    var line = ScreenLine()
    for stretch in stretches {
      let kept = stretch.text.prefix { character in
        left -= character.columns
        return left >= 0
      }
      line.stretches.append(Stretch(text: String(kept), tone: stretch.tone))
      if left < 0 { break }
    }
    return width > 0 ? line + ScreenLine(String(mark), .faint) : ScreenLine()
  }

  /// `left` and, at the right edge of `width` columns, `right`; the right one gives way.
  static func edges(_ left: ScreenLine, _ right: ScreenLine, width: Int) -> ScreenLine {
    guard left.width + right.width + 2 <= width else { return left }
    return left.filled(to: width - right.width) + right
  }
}
