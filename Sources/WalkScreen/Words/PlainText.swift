extension String {
  /// The text without anything that a terminal obeys or that turns the order of letters: what a
  /// device or a protocol file says must not be able to draw on the screen.
  public var plain: String {
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars.prefix(4_096) {
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
        .paragraphSeparator:
        result.append(" ")
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}

extension Character {
  /// How many columns of a terminal it takes.
  var columns: Int {
    guard let scalar = unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x20..<0x7F, 0xA0..<0x300: return 1
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default:
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format, .control: return 0
      default: return 1
      }
    }
  }
}
