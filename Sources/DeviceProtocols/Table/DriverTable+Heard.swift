import Readings

extension DriverTable {
  /// What ANT sticks hear (facts sections 2 and 3).
  public static let heard: [HeardDevice] = [footPod, fitnessTreadmill]

  /// The ids of all pages: what is plugged in, and what is heard.
  public static var pageIDs: [String] { all.map(\.id) + heard.map(\.id) }

  private static let footPod = HeardDevice(
    id: "ant-foot-pod", name: "ANT+ foot pod (SDM)", driver: .antFootPod,
    channels: [
      ChannelPromise(.speed, step: "1/256 m/s", resolution: 4),
      ChannelPromise(.distance, step: "1/16 m", resolution: 62_500),
      ChannelPromise(.strides, step: "1 stride", resolution: 1),
    ],
    stallTime: .seconds(2), support: .recorded,
    knownFaults: [
      "The counters roll over at 256 m and 256 strides. A gap in which fewer passed is bridged "
        + "exactly; after a longer one the pod's totals since its last battery are asked for, and "
        + "when it does not have them the distance is flagged.",
      "Some pods never tell a speed, or a time that stands still; such channels are left out and "
        + "not reported as zero.",
      "A pod has a calibration factor of its own; walktest records what it tells and applies none.",
    ],
    tested: [
      "A recorded walk of 65 minutes with 40 roll-overs of the distance counter, walked through our "
        + "simulated pod, comes out as 10,248.6875 m and 5062 strides, as its source says.",
      "Published page examples with their expected values decode; one of them corrects its source.",
      "openant 1.3.4, as host on our simulated stick, reads the same distance and speed.",
    ],
    prose: DeviceProse(
      what: "A sensor on the shoe that counts strides and measures speed and distance, read "
        + "four times a second by radio. A stride is two steps.",
      attaching:
        "By radio through an ANT stick: device type 124, period 8134/32768 s, 2457 MHz, ANT+ "
        + "network. It needs the network key.",
      setUp: [
        "Wake the pod by walking a few steps, then run `walktest devices watch`.",
        "Bind the pod of this site by its number, so that a neighbour's is never taken: `walktest "
          + "devices bind`.",
      ],
      sources: [
        "ANT+ Managed Network document “Stride Based Speed and Distance Monitor” (under the adopter "
          + "agreement; walktest is written from open implementations only)",
        "github.com/StephenHidem/AntPlus (MIT)", "github.com/Loghorn/ant-plus (MIT)",
        "github.com/RaemondBW/esp32-ant, pull request 2 (a real SDM4)",
      ]))

  private static let fitnessTreadmill = HeardDevice(
    id: "ant-treadmill", name: "ANT+ treadmill (Fitness Equipment)", driver: .antTreadmill,
    channels: [
      ChannelPromise(.speed, step: "0.001 m/s", resolution: 1),
      ChannelPromise(.distance, step: "1 m", resolution: 1_000_000),
    ],
    stallTime: .seconds(2), support: .judged,
    knownFaults: [
      "Distance comes in whole metres; the counter is reported as it is, and speed beside it.",
      "The state sits in bits 4 to 6 of a byte of which a widely used library reads others: an "
        + "instrument compared with it may disagree about “in use” and “finished”.",
      "A console that goes to “ready” sets its counters to zero; distance goes on from a new origin.",
    ],
    tested: [
      "openant 1.3.4, as host on our simulated stick, reads the same speed and distance; its state "
        + "field is wrong and is left out of the comparison.",
      "Published page examples with their expected values decode. No recording of a real treadmill "
        + "is public.",
    ],
    prose: DeviceProse(
      what:
        "A gym or rehabilitation treadmill that tells speed, distance, elapsed time and grade by "
        + "radio. walktest listens; it sends nothing that could set the belt.",
      attaching:
        "By radio through an ANT stick: device type 17, period 8192/32768 s, 2457 MHz, ANT+ "
        + "network. It needs the network key.",
      setUp: [
        "Switch ANT+ on in the treadmill's own menu, if it has one.",
        "Bind the treadmill of this site by its number: `walktest devices bind`.",
      ],
      sources: [
        "ANT+ Managed Network document “Fitness Equipment” (under the adopter agreement; walktest is "
          + "written from open implementations only)", "openant 1.3.4 (MIT)",
        "github.com/StephenHidem/AntPlus (MIT)",
        "github.com/half2me/wireshark-antplus-dissector (MIT)",
      ]))
}
