/// A key that a person pressed.
public enum KeyStroke: Hashable, Sendable {
  /// A letter, digit or sign; letters as typed.
  case character(Character)
  /// Return.
  case enter
  /// Backspace.
  case backspace
  /// Escape.
  case escape
  /// Tab.
  case tab
  /// Ctrl-C.
  case interrupt
  /// Ctrl-L.
  case redraw
}

/// Takes keys out of what a terminal sends. Arrows, function keys and pasted text mean nothing: what
/// was copied somewhere must not end a walk.
public struct KeyReader: Sendable {
  private enum State {
    case text
    case escape
    case sequence([UInt8])
    case single
  }

  private var state = State.text
  private var isPasting = false

  /// A reader.
  public init() {}

  /// The keys in what was read at once.
  public mutating func take(_ bytes: some Sequence<UInt8>) -> [KeyStroke] {
    var keys: [KeyStroke] = []
    for byte in bytes { hear(byte, &keys) }
    // An escape with nothing after it in the same read is the key itself.
    if case .escape = state {
      state = .text
      if !isPasting { keys.append(.escape) }
    }
    return keys
  }

  private mutating func hear(_ byte: UInt8, _ keys: inout [KeyStroke]) {
    switch state {
    case .text:
      if byte == 0x1B {
        state = .escape
      } else if !isPasting, let key = Self.key(byte) {
        keys.append(key)
      }
    case .escape:
      switch byte {
      case UInt8(ascii: "["): state = .sequence([])
      case UInt8(ascii: "O"): state = .single
      default: state = .text
      }
    case .sequence(let begun):
      guard (0x40...0x7E).contains(byte) else {
        state = begun.count < 16 ? .sequence(begun + [byte]) : .text
        return
      }
      state = .text
      if byte == UInt8(ascii: "~") {
        if begun == Array("200".utf8) { isPasting = true }
        if begun == Array("201".utf8) { isPasting = false }
      }
    case .single: state = .text
    }
  }

  private static func key(_ byte: UInt8) -> KeyStroke? {
    switch byte {
    case 0x03: .interrupt
    case 0x09: .tab
    case 0x0A, 0x0D: .enter
    case 0x0C: .redraw
    case 0x08, 0x7F: .backspace
    case 0x20...0x7E: .character(Character(UnicodeScalar(byte)))
    default: nil
    }
  }
}
