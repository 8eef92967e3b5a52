import Readings

extension DriverTable {
  /// Treadmills and consoles on a serial line (facts sections 4, 5.1 and 6). All are met behind
  /// adapters, so that each wants a binding.
  static let treadmills: [DeviceDescription] = [trackmaster, csafe, lifespan]

  private static let trackmaster = DeviceDescription(
    id: "trackmaster", name: "Trackmaster family (Full Vision), GE T2100-ST, Woodway and relatives",
    role: .treadmill, drivers: [.trackmaster], attachment: .serial(SerialLine(baud: 4_800)),
    usb: adapterIDs, identification: .byBinding,
    variants: TrackmasterVariant.all.map { variant in
      DeviceVariant(
        id: variant.id,
        name: variant.name.hasSuffix(variant.unit.symbol)
          ? variant.name : "\(variant.name), \(variant.unit.symbol)",
        line: SerialLine(baud: variant.baud),
        support: judgedTrackmasters.contains(variant.id) ? .judged : .simulated)
    },
    channels: [
      ChannelPromise(.speed, step: "0.1 mph (0.1 km/h with axelero)", resolution: 45),
      ChannelPromise(
        .distance, step: "0.01 mile or km where counted, else integrated", resolution: 0),
    ],
    kernelDriver: nil, udev: UdevProperties(link: nil, ignoresModemManager: true),
    stallTime: TrackmasterDecoder.stallTime, support: .judged,
    knownFaults: [
      "Speed comes in steps of 0.1 mph: over six minutes that is up to 8 m of distance, which the "
        + "record states as the resolution.",
      "Many consoles answer 0000 for distance; walktest then integrates speed, and the record says "
        + "so.",
      "At an emergency stop the treadmill loses power: the port vanishes or falls silent, and a speed "
        + "of 999.9 means a stop or a fault.",
      "The unit is nowhere in the answers: it is chosen with the variant and never guessed. The "
        + "Medisoft manual settles neither unit nor line: read both off the treadmill.",
      "`pyWoodway` stops the belt when it opens a port, and some programs change the set speed: let "
        + "no other program use the line of a treadmill on which a person walks.",
    ],
    tested: [
      "The PyPI package `trackmaster` 0.1.1 as host reads our simulated TMX over a pseudo-terminal.",
      "The PyPI package `pyWoodway` 0.2.4 as host reads our simulated Woodway over a pseudo-terminal.",
      "Our host reads each variant's simulator, with refusals, half answers, silence, the power-up "
        + "self-test and an emergency stop that takes the port away.",
      "No byte trace of a real treadmill of this family is public; none was met.",
    ],
    prose: DeviceProse(
      what:
        "The treadmills of stress-test and cardiology clinics. walktest asks them for belt state, "
        + "speed and grade five times a second and can send nothing else: no start, stop, speed or "
        + "grade command exists in the program.",
      attaching:
        "A DE-9 socket (RS-232, 3 wires) with any USB adapter, or a USB mini-B socket with an "
        + "FTDI FT232R inside the treadmill. 8 data bits, no parity, 1 stop bit, no handshake; the "
        + "speed of the line follows from the variant.",
      setUp: serialSteps("trackmaster --variant trackmaster-tmx"),
      sources: [
        "Trackmaster TMX428 manual, pages 65–67; FVX325 manual, pages 118–120",
        "GE T2100-ST1 manual, page 70", "Medisoft 870-S manual, pages 55 and 58",
        "Woodway PPS 43 manual, pages 35–36",
        "PyPI trackmaster 0.1.1 (MIT), PyPI pyWoodway 0.2.4 (MIT)",
      ]))

  /// The variants whose simulators an independent program reads.
  private static let judgedTrackmasters = [
    TrackmasterVariant.trackmasterTMX.id, TrackmasterVariant.woodway.id,
  ]

  private static let csafe = DeviceDescription(
    id: "csafe", name: "CSAFE consoles (Life Fitness, Precor, Matrix, Star Trac)", role: .treadmill,
    drivers: [.csafe], attachment: .serial(SerialLine(baud: 9_600)),
    usb: adapterIDs, identification: .byBinding,
    channels: [
      ChannelPromise(
        .speed, step: "as the unit byte says, often 0.1 km/h or 0.1 mph", resolution: 45),
      ChannelPromise(.distance, step: "as the unit byte says; 10 m seen", resolution: 10_000_000),
    ],
    kernelDriver: nil, udev: UdevProperties(link: nil, ignoresModemManager: true),
    stallTime: CsafeDriver.stallTime, support: .recorded,
    knownFaults: [
      "The unit of each value is told by the console: a “speed” in rev/min, as a cross-trainer sends "
        + "it, is refused and never read as a speed.",
      "Distance may come in steps of 10 m, which the record states as its resolution.",
      "The odometer of the one console that was recorded has its bytes the other way round than the "
        + "standard says.",
      "The RJ45 socket carries a supply voltage on one pin; use a cable made for CSAFE.",
    ],
    tested: [
      "All frames recorded from a real Life Fitness CT5HR decode with every checksum good, and its "
        + "odometer agrees with its distance. It is a cross-trainer: no trace of a CSAFE treadmill is "
        + "public.",
      "Our host reads our simulated console, with stuffed checksums, refused commands and lost "
        + "answers.",
    ],
    prose: DeviceProse(
      what:
        "Consoles of gym treadmills with a CSAFE socket. walktest asks for status, speed, distance "
        + "and grade; the commands that set a program, a speed or a state exist nowhere in it.",
      attaching:
        "An RJ45 socket with RS-232 levels (pin 3 into the console, 4 out of it, 7 ground) and "
        + "any USB adapter: 9600 baud, 8 data bits, no parity, 1 stop bit, no handshake.",
      setUp: serialSteps("csafe"),
      sources: [
        "CSAFE protocol framework (fitlinxx.com, archived)",
        "github.com/cagnulein/qdomyos-zwift and its recordings",
        "github.com/TomWisnowski/pyrow (BSD)", "github.com/OpenRowingCommunity/csafe-fitness (MIT)",
      ]))

  private static let lifespan = DeviceDescription(
    id: "lifespan", name: "LifeSpan TR1200 treadmill base", role: .treadmill, drivers: [.lifespan],
    attachment: .serial(SerialLine(baud: 4_800)), usb: adapterIDs, identification: .byBinding,
    variants: LifespanMode.allCases.map { mode in
      DeviceVariant(
        id: mode.rawValue, name: mode.name, line: SerialLine(baud: 4_800), support: .recorded)
    },
    channels: [
      ChannelPromise(.speed, step: "1/235 mph, as set", resolution: 2),
      ChannelPromise(.strides, step: "1 step of two in a stride", resolution: 1),
    ],
    kernelDriver: nil, udev: UdevProperties(link: nil, ignoresModemManager: true),
    stallTime: LifespanDecoder.stallTime, support: .recorded,
    knownFaults: [
      "The speed is the one that the console set, not a measured one.",
      "The base counts steps and no distance; the record says that distance is absent.",
      "The plug carries 5 V logic levels: an RS-232 adapter would damage it.",
    ],
    tested: [
      "The first 6,000 lines of a real log of base and console decode; its damaged frames are "
        + "counted and reading goes on after them.",
      "pymodbus 3.16.1 as Modbus host reads our simulated base.",
    ],
    prose: DeviceProse(
      what: "A walking treadmill for under a desk, whose base speaks Modbus RTU with its console. "
        + "walktest listens beside the console, or reads registers (function 3) in its place; it "
        + "writes none, so that a base without its console can be watched and not started.",
      attaching:
        "A USB adapter with 5 V logic levels on the console's connector (pin 2 ground, 3 out "
        + "of the base, 4 into it): 4800 baud, 8 data bits, no parity, 1 stop bit, Modbus slave 1.",
      setUp: serialSteps("lifespan --variant listening"),
      sources: ["github.com/blak3r/treadspan (MIT), protocol-analysis/serial and its log"]))

  private static func serialSteps(_ driver: String) -> [String] {
    [
      "Plug the adapter in and find its serial number or port: `walktest devices`.",
      "Bind that adapter, because its ids say nothing of what is behind it: "
        + "`walktest devices bind treadmill \(driver)` with the port that the list shows.",
      "Install the rules of this site: `walktest udev-rules --bindings /etc/walktest/devices.toml "
        + "--output /etc/udev/rules.d/71-walktest-site.rules`, then `udevadm control --reload` and "
        + "plug the adapter in again.",
      "Run `walktest doctor`, then `walktest devices watch` while a technician runs the empty belt.",
    ]
  }
}
