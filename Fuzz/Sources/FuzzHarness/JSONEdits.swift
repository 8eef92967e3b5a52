/// A JSON text cut into its tokens, and edits of them that an input spells: so that most inputs are
/// one or two steps from a text that is accepted, where the rules begin, instead of broken syntax.
public struct JSONEdits: Sendable {
  private static let literals: [[UInt8]] = [
    "0", "1", "2", "-1", "true", "false", "null", "\"\"", "{}", "[]", "9007199254740991",
    "-9007199254740991", "9007199254740992", "\"0 s\"", "\"1 s\"", "\"-1 %\"", "\"45.001 deg\"",
    "\"2026-11-22T20:30:00.123Z\"", "\"a\"", "\"\\u212a\"", "\"\u{212A}\"", "\"/\"", "\"..\"",
    "1.5",
  ].map { Array($0.utf8) }
  private static let mostEdits = 8

  private let tokens: [[UInt8]]

  /// The text's tokens: strings, punctuation, and runs of anything else.
  public init(_ text: [UInt8]) {
    var tokens: [[UInt8]] = []
    var isInString = false
    var isEscaped = false
    for byte in text {
      if isInString {
        tokens[tokens.count - 1].append(byte)
        isInString = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      } else if Self.isWord(byte), let last = tokens.last?.last, Self.isWord(last) {
        tokens[tokens.count - 1].append(byte)
      } else {
        tokens.append([byte])
        isInString = byte == UInt8(ascii: "\"")
      }
    }
    self.tokens = tokens
  }

  /// The text after the edits that `input` spells.
  public func edited(by input: inout FuzzInput) -> [UInt8] {
    var edited = tokens
    var edits = 0
    while !input.isEmpty, !edited.isEmpty, edits < Self.mostEdits {
      edits += 1
      let kind = input.byte() % 6
      let place = input.number(below: edited.count)
      switch kind {
      case 0: edited[place] = tokens[input.number(below: tokens.count)]
      case 1: edited[place] = Self.literals[Int(input.byte()) % Self.literals.count]
      case 2: edited.remove(at: place)
      case 3: edited.insert(tokens[input.number(below: tokens.count)], at: place)
      case 4: edited[place][Int(input.byte()) % edited[place].count] = input.byte()
      default: edited[place] = input.take(Int(input.byte() % 24)) + [UInt8(ascii: "0")]
      }
    }
    return edited.flatMap { $0 }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    !"{}[]:,\" \t\r\n".utf8.contains(byte)
  }
}

/// Texts that are edited, or the input's bytes as they are: the input's first byte says which.
public struct EditedTexts: Sendable {
  private let bases: [JSONEdits]

  /// Editing of these texts.
  public init(_ texts: [[UInt8]]) { bases = texts.map(JSONEdits.init) }

  /// The text that an input means: 0 the bytes that follow, else an edit of a base.
  public func text(_ input: inout FuzzInput) -> [UInt8] {
    let choice = Int(input.byte())
    guard choice > 0, !bases.isEmpty else { return input.rest }
    return bases[(choice - 1) % bases.count].edited(by: &input)
  }

  /// One seed for each base without an edit.
  public var seeds: [[UInt8]] { bases.indices.map { [UInt8($0 + 1)] } }
}
