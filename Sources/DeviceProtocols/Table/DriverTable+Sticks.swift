import Readings

extension DriverTable {
  /// ANT sticks (facts section 1.1).
  static let sticks: [DeviceDescription] = [
    DeviceDescription(
      id: "antusb2", name: "ANTUSB2 stick and its clones", role: .stick,
      drivers: [.antFootPod, .antTreadmill], attachment: .usbBulk(interface: 0),
      usb: [UsbID(0x0FCF, 0x1008)],
      channels: [
        ChannelPromise(.speed, step: "1/256 m/s", resolution: 4),
        ChannelPromise(.distance, step: "1/16 m", resolution: 62_500),
        ChannelPromise(.strides, step: "1 stride", resolution: 1),
      ],
      kernelDriver: "usb_serial_simple", stallTime: .seconds(2), support: .judged,
      knownFaults: [], tested: [])
  ]
}
