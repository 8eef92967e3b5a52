public import ArgumentParser
public import DeviceProtocols

extension DriverID: ExpressibleByArgument {}
extension DeviceRole: ExpressibleByArgument {}

extension UsbID: ExpressibleByArgument {
  /// The id that `vvvv:pppp` spells in hexadecimal.
  public init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.count == 4 }),
      let vendor = UInt16(parts[0], radix: 16), let product = UInt16(parts[1], radix: 16)
    else { return nil }
    self.init(vendor, product)
  }
}
