/// A clock to be read from the other side of a treadmill: five lines high.
enum BigDigits {
  static let height = 5

  /// The five lines of a text of digits, colons and blanks; other characters are left out.
  static func lines(_ text: String) -> [String] {
    (0..<height).map { row in
      text.compactMap { shapes[$0]?[row] }.joined(separator: "  ")
        .replacing("#", with: "█")
    }
  }

  private static let shapes: [Character: [String]] = [
    "0": ["#####", "#   #", "#   #", "#   #", "#####"],
    "1": ["  #  ", " ##  ", "  #  ", "  #  ", "#####"],
    "2": ["#####", "    #", "#####", "#    ", "#####"],
    "3": ["#####", "    #", " ####", "    #", "#####"],
    "4": ["#   #", "#   #", "#####", "    #", "    #"],
    "5": ["#####", "#    ", "#####", "    #", "#####"],
    "6": ["#####", "#    ", "#####", "#   #", "#####"],
    "7": ["#####", "    #", "   # ", "  #  ", "  #  "],
    "8": ["#####", "#   #", "#####", "#   #", "#####"],
    "9": ["#####", "#   #", "#####", "    #", "#####"],
    ":": [" ", "#", " ", "#", " "],
    "-": ["     ", "     ", "#####", "     ", "     "],
  ]
}

extension String {
  fileprivate func replacing(_ old: Character, with new: Character) -> String {
    String(map { $0 == old ? new : $0 })
  }
}
