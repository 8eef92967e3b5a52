import Readings

extension DriverTable {
  /// Buttons and foot switches that the kernel's input layer reads (facts sections 8.1 and 8.2).
  static let buttons: [DeviceDescription] = [
    evdevButton(
      "pcsensor", "PCsensor foot switch (one, two or three pedals)",
      [
        UsbID(0x0C45, 0x7403), UsbID(0x0C45, 0x7404), UsbID(0x413D, 0x2107), UsbID(0x1A86, 0xE026),
        UsbID(0x3553, 0xB001),
      ],
      what:
        "The foot switch sold under many names. It types a key that can be programmed; which one "
        + "does not matter to walktest.",
      faults: [
        "A pedal may be programmed as a mouse button or to type several keys: the first one counts.",
        "A pedal that sticks repeats its key; the repeats are ignored and a hold of many seconds is "
          + "told to staff.",
      ],
      sources: ["github.com/rgerganov/footswitch (MIT)"]),
    evdevButton(
      "scythe", "Scythe USB foot switch", [UsbID(0x0426, 0x3011), UsbID(0x055A, 0x0998)],
      what: "A foot switch with one or three pedals that types keys.",
      faults: ["Vendor ids are shared with other makers' devices of the same chip."],
      sources: ["github.com/rgerganov/footswitch (MIT)"]),
    evdevButton(
      "fs1-p", "FS1-P foot switch", [UsbID(0x5131, 0x2019)],
      what: "A single foot switch that types a key.", faults: [],
      sources: ["github.com/rgerganov/footswitch (MIT), its issues"]),
    evdevButton(
      "vec-infinity", "VEC Infinity foot pedal", [UsbID(0x05F3, 0x00FF)],
      what: "The transcriptionist's pedal with three contacts, as buttons and not as keys.",
      faults: [
        "Its three contacts are three buttons: bind the middle one, which is the wide pedal."
      ],
      sources: ["usb.ids", "USB HID Usage Tables, button page (09)"]),
    evdevButton(
      "xkeys-keyboard", "X-keys switch interface that types keys (older)",
      [UsbID(0x05F3, 0x0261), UsbID(0x05F3, 0x0264)],
      what: "Older switch interfaces of P.I. Engineering, into which any switch with a 3.5 mm plug "
        + "goes.",
      faults: [
        "In its programming mode it answers as 05f3:0232 and is not read: plug it in again."
      ],
      sources: ["usb.ids"]),
    evdevButton(
      "eb-key", "EB “!” key", [UsbID(0x1130, 0x6626)],
      what: "A single big key in a box.",
      faults: [
        "It tells only that it was pressed, at once followed by a release: a hold means nothing with "
          + "it."
      ],
      sources: ["github.com/fidian/bonkers, doc"]),
    evdevButton(
      "powermate", "Griffin PowerMate", [UsbID(0x077D, 0x0410), UsbID(0x077D, 0x04AA)],
      kernelDriver: "powermate",
      what: "A knob that can be pressed. Turning it means nothing to walktest.",
      faults: ["Turned hard it may be pressed by mistake."],
      sources: ["Linux drivers/input/misc/powermate.c"]),
    evdevButton(
      "any-key", "Any other USB keyboard, keypad or foot switch, bound by the site", [],
      what: "Whatever types one key and that the site chose as its button. It is not known by its "
        + "ids: no keyboard is ever taken that was not bound.",
      faults: ["A keyboard that is bound types nothing into other programs while walktest runs."],
      sources: ["USB Device Class Definition for HID 1.11, appendix B"]),
  ]

  static func evdevButton(
    _ id: String, _ name: String, _ usb: [UsbID], kernelDriver: String = "usbhid", what: String,
    faults: [String], sources: [String]
  ) -> DeviceDescription {
    DeviceDescription(
      id: id, name: name, role: .button, drivers: [.button], attachment: .evdev, usb: usb,
      identification: usb.isEmpty ? .byBinding : .byIDs, kernelDriver: kernelDriver,
      udev: UdevProperties(link: usb.isEmpty ? nil : id, ignoresModemManager: false),
      stallTime: nil, support: .simulated, knownFaults: commonButtonFaults + faults,
      tested: [
        "A recorded keyboard, replayed through the real kernel interface under umockdev, gives its "
          + "press times within 1 ms; bounce and repeats are filtered and kept in the journal.",
        "No recording of this very device is known.",
      ],
      prose: DeviceProse(
        what: what,
        attaching:
          "USB HID: the kernel makes an input device of it, which walktest takes for itself "
          + "alone while it runs, so that it types into no other program. Presses carry the kernel's "
          + "time stamp.",
        setUp: usb.isEmpty ? boundButtonSteps : buttonSteps, sources: sources))
  }

  static let commonButtonFaults = [
    "A press while the device is unplugged is lost; the record says when it was away.",
    "A low-speed device is asked every 8 ms: press times are known to ±8 ms.",
  ]

  static let buttonSteps = [
    "Install the udev rules: `walktest udev-rules --output /etc/udev/rules.d/70-walktest.rules`, "
      + "then `udevadm control --reload` and plug the button in again.",
    "If more than one button is attached, say which it is: `walktest devices bind button`.",
    "Run `walktest devices watch` and press it.",
  ]

  static let boundButtonSteps = [
    "Bind it: `walktest devices bind button` with the port that `walktest devices` shows.",
    "Install the rules of this site: `walktest udev-rules --bindings /etc/walktest/devices.toml "
      + "--output /etc/udev/rules.d/71-walktest-site.rules`, then `udevadm control --reload` and "
      + "plug it in again.",
    "Run `walktest devices watch` and press it.",
  ]
}
