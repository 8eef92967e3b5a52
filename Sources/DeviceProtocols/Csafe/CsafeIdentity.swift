import Readings

/// Collects what a console tells of itself, and notices when another one answers.
struct CsafeIdentity: Hashable, Sendable {
  /// GetVersion: maker, class, model, hardware, software (facts section 4.2).
  struct Version: Hashable, Sendable {
    var maker: UInt8
    var kind: UInt8
    var model: UInt8
    var hardware: UInt8
    var software: UInt8

    /// Answers have five bytes, or seven of which the first five are these.
    init?(_ item: CsafeAnswer.Item) {
      guard item.count >= 5 else { return nil }
      (maker, kind, model) = (item[0], item[1], item[2])
      (hardware, software) = (item[3], item[4])
    }

    var text: String { "maker \(maker) class \(kind) model \(model)" }
  }

  private(set) var version: Version?
  private(set) var serial: String?
  private var otherVersion: Version?
  private var otherSerial: String?

  /// Whether another console answers than the first one.
  var isForeign: Bool { otherVersion != nil || otherSerial != nil }

  /// The console that is known, for the record.
  var device: DeviceIdentity {
    DeviceIdentity(
      driver: DriverID.csafe.rawValue, serial: serial ?? "", model: version?.text ?? "",
      revision: version.map { "hardware \($0.hardware), software \($0.software)" } ?? "")
  }

  /// Takes an answer to GetVersion; returns what is to be told.
  mutating func receive(version told: Version) -> DeviceReport? {
    guard let known = version else {
      version = told
      return .identity(device)
    }
    let other = told == known ? nil : told
    guard other != otherVersion else { return nil }
    otherVersion = other
    return other.map { .identityChanged(from: serial ?? known.text, to: $0.text) }
  }

  /// Takes an answer to GetSerial; returns what is to be told. Consoles without a serial number send
  /// zeros, which name nothing.
  mutating func receive(serialIn item: CsafeAnswer.Item) -> DeviceReport? {
    guard !matches(item, serial) else {
      otherSerial = nil
      return nil
    }
    guard !matches(item, otherSerial), let told = Self.text(item) else { return nil }
    guard let known = serial else {
      serial = told
      return .identity(device)
    }
    otherSerial = told
    return .identityChanged(from: known, to: told)
  }

  /// Compared byte by byte: a serial number that is asked for again and again costs no string.
  private func matches(_ item: CsafeAnswer.Item, _ text: String?) -> Bool {
    guard let text else { return false }
    var offset = 0
    for byte in text.utf8 {
      while offset < item.count, !Self.isPrintable(item[offset]) { offset &+= 1 }
      guard offset < item.count, item[offset] == byte else { return false }
      offset &+= 1
    }
    while offset < item.count, !Self.isPrintable(item[offset]) { offset &+= 1 }
    return offset == item.count
  }

  private static func text(_ item: CsafeAnswer.Item) -> String? {
    var text = ""
    for offset in 0..<item.count where isPrintable(item[offset]) {
      text.unicodeScalars.append(Unicode.Scalar(item[offset]))
    }
    return text.isEmpty ? nil : text
  }

  private static func isPrintable(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }
}
