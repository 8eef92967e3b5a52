extension AntNetworkKey {
  /// Where the key stands on a site's machine: a file that only root can read, with 16 hexadecimal
  /// digits.
  public static let path = "/etc/walktest/ant-network-key"
}

extension DriverFault {
  /// An ANT+ device is wanted and no network key is set: says exactly what to do.
  public static let antNetworkKeyMissing = DriverFault(
    .networkKeyMissing,
    "No ANT+ network key is set, so no ANT+ device can be heard; write the 16 hexadecimal digits "
      + "of the key from your ANT+ adopter agreement into \(AntNetworkKey.path), owned by root and "
      + "readable by nobody else, and start walktest again.")
}

extension DriverChoice {
  /// The fault of listening for an ANT+ device with `networkKey` when that is the public network's;
  /// nil when the key can serve, or when the driver needs none. Only simulated devices transmit on
  /// the public network: whoever serves them does not ask.
  public func fault(of networkKey: AntNetworkKey) -> DriverFault? {
    switch driver {
    case .antFootPod, .antTreadmill: networkKey.isPublic ? .antNetworkKeyMissing : nil
    case .trackmaster, .csafe, .lifespan, .button, .hidButton, .xkeys, .bigRedButton: nil
    }
  }
}
