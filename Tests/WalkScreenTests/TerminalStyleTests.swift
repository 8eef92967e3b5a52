import Testing
import WalkScreen

@Suite struct TerminalStyleTests {
  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test("only lines that changed, written; another number of lines, all of them")
  func changes() {
    let style = TerminalStyle(hasColour: true, hasUnicode: true)
    var shown = ShownScreen()
    let first = shown.bytes(toShow: [ScreenLine("a"), ScreenLine("b")], style)
    #expect(Self.text(first).contains("\u{1B}[2J"))
    #expect(shown.bytes(toShow: [ScreenLine("a"), ScreenLine("b")], style).isEmpty)
    let second = Self.text(shown.bytes(toShow: [ScreenLine("a"), ScreenLine("c")], style))
    #expect(second == "\u{1B}[2;1H\u{1B}[0mc\u{1B}[0m\u{1B}[K")
    #expect(Self.text(shown.bytes(toShow: [ScreenLine("a")], style)).contains("\u{1B}[2J"))
  }

  @Test("NO_COLOR, no colour and the alarm still seen; a locale without UTF-8, ASCII alone")
  func environment() {
    let bare = TerminalStyle(environment: ["NO_COLOR": "1", "LANG": "C"])
    for tone in Tone.allCases {
      let text = Self.text(bare.bytes(of: ScreenLine("█—ü歩x", tone)))
      #expect(!text.contains("3") && !text.contains("41"), "\(tone)")
      #expect(text.utf8.allSatisfy { $0 < 0x80 })
      #expect(text.contains("#-???x"))
    }
    #expect(Self.text(bare.bytes(of: ScreenLine("x", .alarm))).contains("7m"))
    let rich = TerminalStyle(environment: ["LANG": "C", "LC_ALL": "de_DE.UTF-8", "NO_COLOR": ""])
    #expect(rich == TerminalStyle(hasColour: true, hasUnicode: true))
  }

  @Test("lines cut by columns, wide letters counted twice")
  func cut() {
    #expect(ScreenLine("歩く").width == 4)
    #expect(ScreenLine("歩く").cut(to: 3).text == "歩…")
    #expect(ScreenLine("abcdef").cut(to: 4).text == "abc…")
    #expect(ScreenLine("abc").cut(to: 3).text == "abc")
    #expect(ScreenLine("abc").cut(to: 0).text.isEmpty)
    #expect((ScreenLine("a") + ScreenLine("b", .alarm)).filled(to: 4).text == "ab  ")
  }
}
