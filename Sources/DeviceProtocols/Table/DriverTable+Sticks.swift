import Readings

extension DriverTable {
  /// ANT sticks (facts section 1.1; ids as in usb.ids, openant and GoldenCheetah).
  static let sticks: [DeviceDescription] = [
    DeviceDescription(
      id: "antusb2", name: "ANTUSB2 stick and its clones", role: .stick,
      drivers: [.antFootPod, .antTreadmill], attachment: .usbBulk(interface: 0),
      usb: [UsbID(0x0FCF, 0x1008)], kernelDriver: "usb_serial_simple",
      udev: UdevProperties(link: "antusb2", ignoresModemManager: true), stallTime: .seconds(2),
      support: .recorded,
      knownFaults: bulkFaults + [
        "Clones (Anself, Cycplus, “Movestick mini”) answer with the same ids and often with the same "
          + "serial number: two of them at one machine are told apart by their ports."
      ],
      tested: [
        "The set-up, tear-down and data recorded from real sticks while two other programs used "
          + "them parse message by message with every checksum good.",
        "openant 1.3.4, as host on our simulated stick, reads our foot pod and our ANT+ treadmill.",
        "The whole host reads the simulated stick through the real libusb under umockdev and, in a "
          + "virtual machine, through Debian's own kernel over USB/IP.",
      ],
      prose: DeviceProse(
        what: "A USB radio stick for ANT, sold by Dynastream, Garmin and many others. It hears the "
          + "foot pod that the patient wears, or a treadmill that sends ANT+.",
        attaching: "A full-speed USB device with one vendor interface: bulk IN and bulk OUT of 64 "
          + "bytes. The kernel binds `usb_serial_simple` to it first and makes a `ttyUSB` that is of "
          + "no use; walktest detaches that driver when it opens the stick and attaches it again "
          + "when it closes it. Put it on a short extension cable, away from the machine's case.",
        setUp: stickSteps, sources: stickSources)),
    DeviceDescription(
      id: "antusb-m", name: "ANTUSB-m stick (Garmin, Dynastream, Suunto Movestick mini)",
      role: .stick, drivers: [.antFootPod, .antTreadmill], attachment: .usbBulk(interface: 0),
      usb: [UsbID(0x0FCF, 0x1009)], kernelDriver: "usb_serial_simple",
      udev: UdevProperties(link: "antusb-m", ignoresModemManager: true), stallTime: .seconds(2),
      support: .recorded,
      knownFaults: bulkFaults + [
        "Its signal strength comes as a four-byte field, which libraries that expect three bytes "
          + "take for a wrong time stamp; walktest takes the stamp from the tail."
      ],
      tested: [
        "Messages of a real ANTUSB-m (its start-up, its eight bytes of capabilities, extended data) "
          + "decode to the published values.",
        "openant 1.3.4, as host on our simulated stick, reads our foot pod and our ANT+ treadmill.",
      ],
      prose: DeviceProse(
        what: "The small ANT stick that plugs in almost flush. It does what the ANTUSB2 does, with "
          + "eight channels.",
        attaching: "As the ANTUSB2: one vendor interface with bulk endpoints, taken from "
          + "`usb_serial_simple` while walktest uses it.",
        setUp: stickSteps, sources: stickSources)),
    DeviceDescription(
      id: "antusb1", name: "ANTUSB stick of the first generation", role: .stick,
      drivers: [.antFootPod, .antTreadmill], attachment: .serial(SerialLine(baud: 115_200)),
      usb: [UsbID(0x0FCF, 0x1004)], kernelDriver: "cp210x",
      udev: UdevProperties(link: "antusb1", ignoresModemManager: true), stallTime: .seconds(2),
      support: .simulated, knownFaults: serialFaults,
      tested: [
        "Our host reads our simulated stick over a pseudo-terminal at 115200 baud; the frames are "
          + "those of the later sticks."
      ],
      prose: DeviceProse(
        what: "The first ANT stick, a radio chip behind a USB-serial bridge. It speaks the same "
          + "frames as the later ones, over a serial line.",
        attaching: "The kernel's `cp210x` makes a `ttyUSB` of it, which walktest opens at 115200 "
          + "baud, 8 data bits, no parity, 1 stop bit.",
        setUp: stickSteps, sources: stickSources)),
    DeviceDescription(
      id: "ant-board", name: "ANT development boards on USB", role: .stick,
      drivers: [.antFootPod, .antTreadmill], attachment: .serial(SerialLine(baud: 115_200)),
      usb: [UsbID(0x0FCF, 0x1003), UsbID(0x0FCF, 0x1006)], kernelDriver: "cp210x",
      udev: UdevProperties(link: "ant-board", ignoresModemManager: true), stallTime: .seconds(2),
      support: .simulated,
      knownFaults: serialFaults + ["A board's line speed can be set otherwise by jumpers."],
      tested: ["The same driver and line as the first stick, read from our simulator alone."],
      prose: DeviceProse(
        what: "Development boards with an ANT module. Meant for engineers who compare a stick with "
          + "something that they can measure.",
        attaching: "A `ttyUSB` of the kernel's `cp210x` at 115200 baud, 8 data bits, no parity, 1 "
          + "stop bit.",
        setUp: stickSteps, sources: stickSources)),
    DeviceDescription(
      id: "movestick", name: "Suunto Movestick", role: .stick,
      drivers: [.antFootPod, .antTreadmill], attachment: .usbBulk(interface: 0),
      usb: [UsbID(0x11FD, 0x0001)], kernelDriver: nil,
      udev: UdevProperties(link: "movestick", ignoresModemManager: true), stallTime: .seconds(2),
      support: .simulated,
      knownFaults: [
        "No recording of this stick is known; its ids are all that is published of it."
      ],
      tested: ["The driver of the ANTUSB2, read from our simulator alone."],
      prose: DeviceProse(
        what: "Suunto's own ANT stick, which answers with Suunto's vendor id.",
        attaching: "Bulk endpoints as those of the ANTUSB2; no kernel driver binds to it.",
        setUp: stickSteps, sources: stickSources)),
  ]

  private static let bulkFaults = [
    "After a program that crashed, a stick may answer writes with a time-out until it is reset; "
      + "walktest resets it whenever it opens it, and waits when it enumerates anew.",
    "A stick that another program holds cannot be opened; `walktest doctor` names the program.",
    "In a crowded room a fifth to a third of all packets are lost; losses are counted exactly, and "
      + "the pod's own counters bridge them.",
  ]

  private static let serialFaults = [
    "ModemManager may talk to it when it is plugged in; the udev rules keep it away."
  ]

  private static let stickSteps = [
    "Install the udev rules: `walktest udev-rules --output /etc/udev/rules.d/70-walktest.rules`, "
      + "then `udevadm control --reload` and plug the stick in again.",
    "Put the ANT+ network key, which your organisation has from thisisant.com under the ANT+ "
      + "adopter agreement, as 16 hexadecimal digits into `/etc/walktest/ant-network-key`, owned by "
      + "root and readable by nobody else but the group walktest. It is never shown, logged or "
      + "recorded.",
    "Run `walktest doctor`, then `walktest devices watch` and shake the pod.",
  ]

  private static let stickSources = [
    "ANT Message Protocol and Usage, thisisant.com (message ids, set-up)",
    "openant 1.3.4 (MIT), github.com/Tigge/openant",
    "github.com/half2me/libant (MIT) and its "
      + "recordings",
    "github.com/GoldenCheetah/GoldenCheetah, issues 72, 839, 2591, 2816 and 3207 "
      + "(what sticks do wrong)", "Linux drivers/usb/serial/usb-serial-simple.c and cp210x.c",
  ]
}
