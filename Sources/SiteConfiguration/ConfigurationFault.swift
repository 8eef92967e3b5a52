public import StrictTOML

/// One thing that is wrong with the configuration or with a file that it names.
public struct ConfigurationFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// A stable name of the fault.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// The text is not TOML.
    case notTOML = "config-not-toml"
    /// A section that there is not.
    case unknownSection = "config-unknown-section"
    /// A key that its section has not.
    case unknownKey = "config-unknown-key"
    /// A number where a text must be, or the other way round.
    case wrongType = "config-wrong-type"
    /// A number that is too small or too large.
    case outOfRange = "config-out-of-range"
    /// A text that does not have the form, or is none of the words.
    case notAllowed = "config-not-allowed"
    /// The file that was named is not there.
    case missing = "config-missing"
    /// A link, a directory, a pipe or far too long.
    case notAFile = "config-not-a-file"
    /// It cannot be read.
    case unreadable = "config-unreadable"
    /// It belongs to somebody who must not have it.
    case wrongOwner = "config-wrong-owner"
    /// Others may write to it.
    case writableByOthers = "config-writable-by-others"
    /// There is no key for the device.
    case keyMissing = "device-key-missing"
    /// The device's key belongs to another account than the store.
    case keyWrongOwner = "device-key-wrong-owner"
    /// Others may read or write the device's key.
    case keyWrongMode = "device-key-wrong-mode"
  }

  /// Which fault.
  public let code: Code
  /// The file that it is in, or that it is about.
  public let file: String
  /// Where in the file; nil when it is about the file as a whole.
  public let place: TextPlace?
  /// One sentence for staff that names the file, the place and what is allowed or to be done.
  public let description: String

  /// A fault at a place in a file's text.
  init(_ code: Code, _ file: String, _ place: TextPlace?, _ rest: String) {
    self.code = code
    self.file = file
    self.place = place
    let line = place.map { ", line \($0.line), column \($0.column)" } ?? ""
    description = "\(file)\(line): \(rest)."
  }

  /// A fault of a file as a whole, which the sentence names.
  init(_ code: Code, file: String, sentence: String) {
    self.code = code
    self.file = file
    place = nil
    description = sentence
  }
}

/// All that is wrong with the configuration, in the order of the text; never empty.
public struct ConfigurationFaults: Error, Hashable, Sendable, CustomStringConvertible {
  /// The first of them.
  public let first: ConfigurationFault
  /// The others.
  public let others: [ConfigurationFault]

  /// All of them.
  public var all: [ConfigurationFault] { [first] + others }

  /// One sentence: the first fault, and how to see the others.
  public var description: String {
    guard !others.isEmpty else { return first.description }
    let command = "walktest config check --file \(first.file)"
    return "\(first.description.dropLast()); \(others.count) more: \(command)."
  }

  init(_ first: ConfigurationFault, _ others: [ConfigurationFault] = []) {
    self.first = first
    self.others = others
  }

  init?(_ faults: [ConfigurationFault]) {
    guard let first = faults.first else { return nil }
    self.init(first, Array(faults.dropFirst()))
  }
}
