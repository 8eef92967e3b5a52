import Readings

extension DriverTable {
  /// Buttons that are read as raw HID reports (facts sections 8.2 and 8.3).
  static let vendorButtons: [DeviceDescription] = [
    hidrawButton(
      "xkeys-pedal", "X-keys XK-3 foot pedal", .xkeys,
      [UsbID(0x05F3, 0x0438), UsbID(0x05F3, 0x043A)], model: .pedal, .recorded,
      what:
        "A pedal with three contacts that stamps every edge with its own millisecond clock: the "
        + "best button there is for timing.",
      faults: ["Its three contacts are three buttons: bind the one that is meant."],
      tested: [
        "Reports recorded from a real XK-3 foot pedal give the presses, releases and device times "
          + "that their source lists."
      ], sources: xkeysSources),
    hidrawButton(
      "xkeys-switch", "X-keys XK-3 switch interface", .xkeys,
      [UsbID(0x05F3, 0x04C5), UsbID(0x05F3, 0x04C8)], model: .switchInterface, .recorded,
      what:
        "A box with a 3.5 mm socket for any switch: a hand-held button, a jelly switch, a mat. It "
        + "stamps every edge with its own millisecond clock.",
      faults: [
        "A plug with two contacts closes the second switch for good; only changes are taken as edges."
      ],
      tested: [
        "Reports recorded from a real XK-3 switch interface give the presses, releases and device "
          + "times that their source lists."
      ], sources: xkeysSources),
    hidrawButton(
      "big-red-button", "Dream Cheeky Big Red Button", .bigRedButton, [UsbID(0x1D34, 0x000D)],
      .simulated,
      what: "A red button under a lid. It tells nothing by itself and is asked for its state.",
      faults: [
        "Its state is asked for 20 times a second: press times are known to ±50 ms.",
        "The lid must be open to press it; with the lid closed walktest says so.",
      ],
      tested: [
        "Our host reads our simulated button through its polls. The descriptors of a real one agree; "
          + "no recording of its reports is known."
      ], sources: ["github.com/fidian/bonkers, bonkers.c and doc"]),
    hidrawButton(
      "hid-button", "Any other USB HID button, bound by the site", .hidButton, [], .recorded,
      what: "A device with a HID report descriptor whose buttons the kernel's input layer does not "
        + "show. It is not known by its ids, and none is taken that was not bound.",
      faults: [
        "Its descriptor must name buttons or keys; a device that hides them in vendor reports needs "
          + "a driver of its own."
      ],
      tested: [
        "The report descriptors of real keyboards, mice and consumer controls give the report sizes "
          + "that hid-tools 0.12 finds."
      ],
      sources: [
        "USB Device Class Definition for HID 1.11, section 6.2.2",
        "USB HID Usage Tables", "hid-tools 0.12",
      ]),
  ]

  private static let xkeysSources = [
    "github.com/SuperFlyTV/xkeys (MIT), packages/core and its recordings", "usb.ids",
  ]

  private static func hidrawButton(
    _ id: String, _ name: String, _ driver: DriverID, _ usb: [UsbID], model: XkeysModel? = nil,
    _ support: SupportLevel, what: String, faults: [String], tested: [String], sources: [String]
  ) -> DeviceDescription {
    DeviceDescription(
      id: id, name: name, role: .button, drivers: [driver], attachment: .hidraw, usb: usb,
      identification: usb.isEmpty ? .byBinding : .byIDs,
      variants: model.map { [DeviceVariant(id: $0.rawValue, name: name, support: support)] } ?? [],
      kernelDriver: "usbhid",
      udev: UdevProperties(link: usb.isEmpty ? nil : id, ignoresModemManager: false),
      stallTime: nil, support: support,
      knownFaults: [commonButtonFaults[0]] + faults, tested: tested,
      prose: DeviceProse(
        what: what,
        attaching: "USB HID: the kernel makes a `hidraw` node of it, whose reports walktest reads.",
        setUp: usb.isEmpty ? boundButtonSteps : buttonSteps, sources: sources))
  }
}
