import Readings

/// Collects what an ANT+ device tells of itself, page by page.
struct AntDeviceIdentity: Hashable, Sendable {
  /// Which driver reads it.
  let driver: DriverID
  /// The transmitter; nil before its number is known.
  private(set) var transmitter: AntChannelID?
  private var maker: AntManufacturerPage?
  private var product: AntProductPage?

  init(driver: DriverID) { self.driver = driver }

  /// Each returns whether something new was told.
  mutating func receive(_ id: AntChannelID) -> Bool { Self.replace(&transmitter, with: id) }
  mutating func receive(_ page: AntManufacturerPage) -> Bool { Self.replace(&maker, with: page) }
  mutating func receive(_ page: AntProductPage) -> Bool { Self.replace(&product, with: page) }

  /// The identity: serial is the ANT device number and, when told, the serial number behind it.
  var device: DeviceIdentity {
    var serial = transmitter.map { "\($0.deviceNumber)" } ?? ""
    if let number = product?.serial { serial += "-\(number)" }
    let revision = [
      maker.map { "hardware \($0.hardwareRevision)" },
      product.map { "software \($0.softwareVersion)" },
    ]
    return DeviceIdentity(
      driver: driver.rawValue, serial: serial,
      model: maker.map { "maker \($0.manufacturer) model \($0.model)" } ?? "",
      revision: revision.compactMap(\.self).joined(separator: ", "))
  }

  private static func replace<Page: Equatable>(_ old: inout Page?, with new: Page) -> Bool {
    guard old != new else { return false }
    old = new
    return true
  }
}
