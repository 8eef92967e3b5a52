import StrictTOML
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
  private let text: StrictTOML

  init(_ bytes: [UInt8], _ file: String) throws(ConfigurationFaults) {
    self.file = file
    do throws(TOMLFault) {
      text = try StrictTOML(parsing: bytes)
    } catch {
      let code: ConfigurationFault.Code =
        switch error.code {
        case .notTOML: .notTOML
        case .nul: .notAllowed
        }
      throw ConfigurationFaults(ConfigurationFault(code, file, error.place, error.reason))
    }
  }

  mutating func read() {
    let root = text.root
    for name in root.keys {
      let path = [name]
      let rule = "the sections are \(list(ConfigurationKey.sections.map { "[\($0)]" }))"
      if let table = root[name]?.table, ConfigurationKey.sections.contains(name) {
        readSection(name, table)
      } else if ConfigurationKey.sections.contains(name) {
        complain(.wrongType, path, "\(name) is a section and is written [\(name)]")
      } else if root[name]?.table != nil || root[name]?.array != nil {
        complain(.unknownSection, path, "there is no section [\(StrictTOML.plain(name))]; \(rule)")
      } else {
        complain(
          .unknownKey, path,
          "there is no key \(StrictTOML.plain(name)) outside the sections; \(rule)")
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
          "there is no key \(StrictTOML.plain(name)) in [\(section)]; its keys are \(allowed)")
        continue
      }
      guard let found = table[name], let value = value(found, key, path) else { continue }
      said[key] = SiteConfiguration.Setting(value: value, place: text.place(of: path))
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
    faults.append(ConfigurationFault(code, file, text.place(of: path), rest))
  }
}

private func list(_ names: [String]) -> String { names.joined(separator: ", ") }
