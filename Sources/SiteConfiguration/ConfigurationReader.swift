import TOMLKit

extension SiteConfiguration {
  /// The configuration that `bytes` tell; strict, because a misspelt key would otherwise set
  /// nothing, and nobody would see it.
  ///
  /// - Parameter file: its name, for sentences.
  /// - Throws: `ConfigurationFaults`, every fault of the text, each with line and column.
  public init(
    parsing bytes: [UInt8], file: String = SiteConfiguration.path
  ) throws(ConfigurationFaults) {
    var reader = try ConfigurationReader(bytes, file)
    reader.read()
    if let faults = ConfigurationFaults(reader.faults.sorted { $0.order < $1.order }) {
      throw faults
    }
    self.init(file: file, said: reader.said)
  }
}

extension ConfigurationFault {
  fileprivate var order: TextPlace { place ?? TextPlace(line: 0, column: 0) }
}

/// Reads the sections of the file and collects what is wrong.
private struct ConfigurationReader {
  private(set) var said: [ConfigurationKey: SiteConfiguration.Setting] = [:]
  private(set) var faults: [ConfigurationFault] = []
  private let file: String
  private let root: TOMLTable
  private let places: KeyPlaces

  init(_ bytes: [UInt8], _ file: String) throws(ConfigurationFaults) {
    self.file = file
    if let place = Self.unprintable(bytes) {
      throw ConfigurationFaults(
        ConfigurationFault(.notTOML, file, place, "this is not text in UTF-8; correct the line"))
    }
    places = KeyPlaces(bytes)
    if let place = places.deadly {
      throw ConfigurationFaults(
        ConfigurationFault(
          .notTOML, file, place,
          "a name or value is missing here, or it is a date; correct the line"))
    }
    do {
      root = try TOMLTable(string: String(decoding: bytes, as: UTF8.self))
    } catch let error as TOMLParseError {
      let place = TextPlace(line: error.source.begin.line, column: error.source.begin.column)
      let rest = "\(Self.plain(error.description)); correct the line"
      throw ConfigurationFaults(ConfigurationFault(.notTOML, file, place, rest))
    } catch {
      throw ConfigurationFaults(
        ConfigurationFault(.notTOML, file, nil, "this is not TOML; write the file anew"))
    }
    guard let nul = places.nul else { return }
    throw ConfigurationFaults(
      ConfigurationFault(.notAllowed, file, nul, "the sign U+0000 is not allowed; take it out"))
  }

  mutating func read() {
    for name in root.keys {
      let path = [name]
      let rule = "the sections are \(list(ConfigurationKey.sections.map { "[\($0)]" }))"
      if let table = root[name]?.table, ConfigurationKey.sections.contains(name) {
        readSection(name, table)
      } else if ConfigurationKey.sections.contains(name) {
        complain(.wrongType, path, "\(name) is a section and is written [\(name)]")
      } else if root[name]?.table != nil || root[name]?.array != nil {
        complain(.unknownSection, path, "there is no section [\(Self.plain(name))]; \(rule)")
      } else {
        complain(
          .unknownKey, path, "there is no key \(Self.plain(name)) outside the sections; \(rule)")
      }
    }
  }

  private mutating func readSection(_ section: String, _ table: TOMLTable) {
    let keys = ConfigurationKey.keys(in: section)
    for name in table.keys {
      let path = [section, name]
      guard let key = keys.first(where: { $0.name == name }) else {
        let allowed = list(keys.map(\.name))
        complain(
          .unknownKey, path,
          "there is no key \(Self.plain(name)) in [\(section)]; its keys are \(allowed)")
        continue
      }
      guard let found = table[name], let value = value(found, key, path) else { continue }
      said[key] = SiteConfiguration.Setting(value: value, place: places.places[path])
    }
  }

  private mutating func value(
    _ found: any TOMLValueConvertible, _ key: ConfigurationKey, _ path: [String]
  ) -> ConfigurationValue? {
    let rule = key.rule
    let what = "\(key.name) in [\(key.section)]"
    guard found.type == (rule.isNumber ? .int : .string) else {
      let article = found.type == .array || found.type == .int ? "an" : "a"
      complain(.wrongType, path, "\(what) is \(article) \(found.type); it is \(rule.sentence)")
      return nil
    }
    if let number = found.int, rule.isNumber {
      if rule.allows(number) { return .number(number) }
      complain(.outOfRange, path, "\(what) is \(number); it is \(rule.sentence)")
    } else if let text = found.string {
      if rule.allows(text) { return .text(text) }
      complain(.notAllowed, path, "\(what) is not allowed so; it is \(rule.sentence)")
    }
    return nil
  }

  private mutating func complain(
    _ code: ConfigurationFault.Code, _ path: [String], _ rest: String
  ) {
    faults.append(ConfigurationFault(code, file, places.places[path], rest))
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

  /// What a file says, fit for a terminal and for one sentence.
  private static func plain(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(200) {
      let isPlain = scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
      result.unicodeScalars.append(isPlain ? scalar : "\u{FFFD}")
    }
    return result
  }
}

private func list(_ names: [String]) -> String { names.joined(separator: ", ") }
