/// What a person would see on a terminal: as much of ECMA-48 as a full-screen program of ours says.
struct VirtualTerminal {
  private(set) var rows: [[Character]]
  private(set) var isAlternate = false
  private(set) var isCursorShown = true
  /// What was written on the usual screen.
  private(set) var usual = ""
  /// How many characters were written at all.
  private(set) var written = 0
  /// Sequences that it does not know.
  private(set) var unknown: [String] = []
  private var (row, column) = (0, 0)
  private var pending: [UInt8] = []

  init(rows: Int, columns: Int) {
    self.rows = Self.blank(rows, columns)
  }

  /// The screen as text, blanks at line ends left out.
  var text: String {
    rows.map { String(String($0.reversed().drop { $0 == " " }.reversed())) }
      .joined(separator: "\n")
  }

  mutating func resize(rows: Int, columns: Int) {
    self.rows = Self.blank(rows, columns)
    (row, column) = (0, 0)
  }

  private static func blank(_ rows: Int, _ columns: Int) -> [[Character]] {
    [[Character]](repeating: [Character](repeating: " ", count: columns), count: rows)
  }

  mutating func take(_ bytes: some Sequence<UInt8>) {
    pending += bytes
    // A letter or sequence that is cut off waits for its rest.
    guard let end = Self.wholePrefix(pending) else { return }
    let text = String(decoding: pending[..<end], as: UTF8.self)
    pending.removeSubrange(..<end)
    var rest = text[...]
    while let character = rest.popFirst() {
      if character == "\u{1B}" { obey(&rest) } else { put(character) }
    }
  }

  private static func wholePrefix(_ bytes: [UInt8]) -> Int? {
    var end = bytes.count
    if let escape = bytes.lastIndex(of: 0x1B),
      !bytes[(escape + 1)...].dropFirst().contains(where: { (0x40...0x7E).contains($0) })
    {
      end = escape
    }
    while end > 0, bytes[end - 1] >= 0x80, end > bytes.count - 4, !isWhole(bytes[..<end]) {
      end -= 1
    }
    return end > 0 ? end : nil
  }

  private static func isWhole(_ bytes: ArraySlice<UInt8>) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }

  private mutating func put(_ character: Character) {
    guard isAlternate else { return usual.append(character) }
    guard character != "\r", character != "\n", character != "\r\n" else { return }
    written += 1
    if rows.indices.contains(row), rows[row].indices.contains(column) {
      rows[row][column] = character
    }
    column += 1
  }

  private mutating func obey(_ rest: inout Substring) {
    guard rest.popFirst() == "[" else { return unknown.append("not CSI") }
    var parameters = ""
    while let character = rest.popFirst() {
      if ("@"..."~").contains(character) { return obey(character, parameters) }
      parameters.append(character)
    }
  }

  private mutating func obey(_ final: Character, _ parameters: String) {
    switch (final, parameters) {
    case ("m", _): break
    case ("h", "?1049"), ("l", "?1049"):
      isAlternate = final == "h"
    case ("h", "?25"), ("l", "?25"): isCursorShown = final == "h"
    case ("h", "?2004"), ("l", "?2004"): break
    case ("J", "2"): rows = Self.blank(rows.count, rows.first?.count ?? 0)
    case ("K", ""):
      guard rows.indices.contains(row) else { return }
      for index in rows[row].indices where index >= column { rows[row][index] = " " }
    case ("H", _):
      let numbers = parameters.split(separator: ";").compactMap { Int($0) }
      (row, column) = ((numbers.first ?? 1) - 1, (numbers.dropFirst().first ?? 1) - 1)
    default: unknown.append(parameters + String(final))
    }
  }
}
