/// What a terminal can show.
public struct TerminalStyle: Hashable, Sendable {
  /// Whether colours may be used.
  public var hasColour: Bool
  /// Whether it shows more than ASCII.
  public var hasUnicode: Bool

  /// A style.
  public init(hasColour: Bool, hasUnicode: Bool) {
    self.hasColour = hasColour
    self.hasUnicode = hasUnicode
  }

  /// The style that the environment asks for: `NO_COLOR` as no-color.org has it, the character set
  /// as the locale names it.
  public init(environment: [String: String]) {
    let locale =
      ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }
      .first { !$0.isEmpty } ?? ""
    hasColour = environment["NO_COLOR", default: ""].isEmpty
    hasUnicode = locale.uppercased().contains("UTF")
  }

  /// The line as bytes for the terminal, its tones ended.
  public func bytes(of line: ScreenLine) -> [UInt8] {
    var bytes: [UInt8] = []
    for stretch in line.stretches {
      let code = code(of: stretch.tone)
      bytes += Array("\u{1B}[\(code)m".utf8)
      bytes += hasUnicode ? Array(stretch.text.utf8) : ascii(stretch.text)
    }
    return bytes + Array("\u{1B}[0m".utf8)
  }

  private func code(of tone: Tone) -> String {
    switch tone {
    case .plain: "0"
    case .faint: "0;2"
    case .strong: "0;1"
    case .good: hasColour ? "0;1;32" : "0;1"
    case .warning: hasColour ? "0;1;33" : "0;1"
    case .alarm: hasColour ? "0;1;37;41" : "0;1;7"
    case .button: "0;1;7"
    }
  }

  /// As many columns as the text has, so that nothing moves.
  private func ascii(_ text: String) -> [UInt8] {
    text.flatMap { character -> [UInt8] in
      if let byte = character.asciiValue { return [byte] }
      switch character {
      case "—", "–", "─", "·": return [UInt8(ascii: "-")]
      case "…": return [UInt8(ascii: ".")]
      case "█": return [UInt8(ascii: "#")]
      default: return [UInt8](repeating: UInt8(ascii: "?"), count: character.columns)
      }
    }
  }
}

/// What a terminal shows, so that only what changes is written.
public struct ShownScreen: Sendable {
  private var lines: [[UInt8]] = []

  /// A terminal of which nothing is known.
  public init() {}

  /// The bytes that make the terminal show `new`; empty when it does already. All is drawn anew when
  /// the number of lines differs from before.
  public mutating func bytes(toShow new: [ScreenLine], _ style: TerminalStyle) -> [UInt8] {
    var bytes: [UInt8] = []
    let encoded = new.map(style.bytes(of:))
    if lines.count != encoded.count {
      bytes += Array("\u{1B}[0m\u{1B}[2J".utf8)
      lines = []
    }
    for (row, line) in encoded.enumerated() where row >= lines.count || lines[row] != line {
      bytes += Array("\u{1B}[\(row + 1);1H".utf8) + line + Array("\u{1B}[K".utf8)
    }
    lines = encoded
    return bytes
  }
}
