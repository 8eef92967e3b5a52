public import TOMLKit

/// A text of TOML 1.0 that people write, read with the place of each key.
///
/// The parser below trusts its texts: a debug build of it ends the process at some mistakes, and it
/// takes what is not UTF-8 or goes on behind a zero byte for something else than is written. What it
/// would do so with never reaches it.
public struct StrictTOML {
  /// What the text says.
  public let root: TOMLTable
  private let places: KeyPlaces

  /// Reads a text.
  ///
  /// - Throws: `TOMLFault`, for any text that is not TOML or holds U+0000; no text is a trap.
  public init(parsing bytes: [UInt8]) throws(TOMLFault) {
    if let place = Self.unprintable(bytes) {
      throw TOMLFault(.notTOML, place, "this is not text in UTF-8; correct the line")
    }
    places = KeyPlaces(bytes)
    if let place = places.deadly {
      throw TOMLFault(
        .notTOML, place, "a name or value is missing here, or it is a date; correct the line")
    }
    do {
      root = try TOMLTable(string: String(decoding: bytes, as: UTF8.self))
    } catch let error as TOMLParseError {
      let place = TextPlace(line: error.source.begin.line, column: error.source.begin.column)
      throw TOMLFault(.notTOML, place, "\(Self.plain(error.description)); correct the line")
    } catch {
      throw TOMLFault(.notTOML, nil, "this is not TOML; write the file anew")
    }
    if let nul = places.nul {
      throw TOMLFault(.nul, nul, "the sign U+0000 is not allowed; take it out")
    }
  }

  /// The first place of a section or key, by the names that lead to it from the root.
  public func place(of path: [String]) -> TextPlace? { places.places[path] }

  /// What a text says, fit for a terminal and for one sentence.
  public static func plain(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(200) {
      let isPlain = scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
      result.unicodeScalars.append(isPlain ? scalar : "\u{FFFD}")
    }
    return result
  }

  /// The first byte that is no text: the parser's text ends at a zero byte, and what is not UTF-8
  /// would be read as something else than is written.
  private static func unprintable(_ bytes: [UInt8]) -> TextPlace? {
    var place = TextPlace(line: 1, column: 1)
    var decoder = UTF8()
    var input = bytes.makeIterator()
    while true {
      switch decoder.decode(&input) {
      case .scalarValue("\n"): place = TextPlace(line: place.line + 1, column: 1)
      case .scalarValue("\0"), .error: return place
      case .scalarValue: place.column += 1
      case .emptyInput: return nil
      }
    }
  }
}

/// Why a text could not be read.
public struct TOMLFault: Error, Hashable, Sendable {
  /// A stable name of the fault.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// It is not TOML, or not text.
    case notTOML = "toml-not-toml"
    /// A text in it holds U+0000, where the parser's texts end.
    case nul = "toml-nul"
  }

  /// Which fault.
  public let code: Code
  /// Where in the text, when that is known.
  public let place: TextPlace?
  /// What is wrong and what to do, without place and full stop.
  public let reason: String

  init(_ code: Code, _ place: TextPlace?, _ reason: String) {
    self.code = code
    self.place = place
    self.reason = reason
  }
}
