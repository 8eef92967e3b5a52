import DeviceProtocols
import DeviceSimulator
import Readings
import Testing

/// A host without a driver: sends bytes to a simulated stick and collects what comes back.
struct StickProbe {
  var stick: SimulatedStick
  private(set) var now: MonotonicInstant

  init(
    seed: UInt64 = 1, pods: [SimulatedFootPod]? = nil, faults: SimulatedFaults = SimulatedFaults()
  ) {
    now = MonotonicInstant(microseconds: 10_000_000)
    stick = SimulatedStick(seed: seed, pods: pods ?? [Self.pod()], at: now, faults: faults)
  }

  static func pod(
    number: UInt16 = 4_711, conditions: FootPodConditions = FootPodConditions()
  ) -> SimulatedFootPod {
    SimulatedFootPod(
      identity: FootPodIdentity(deviceNumber: number), subject: EvenWalk(),
      firstMessage: MonotonicInstant(microseconds: 10_050_000), conditions: conditions)
  }

  /// Sends one frame and returns the payloads, each with its id before it, that come within 20 ms.
  mutating func send(_ id: UInt8, _ payload: [UInt8]) -> [[UInt8]] {
    write(id, payload)
    return wait(.milliseconds(20))
  }

  mutating func write(_ id: UInt8, _ payload: [UInt8]) {
    stick.receive(hostBytes: Self.frame(id, payload), at: now)
  }

  /// What comes within `span`.
  mutating func wait(_ span: Microseconds) -> [[UInt8]] {
    now = now + span
    var deframer = AntDeframer()
    var received: [[UInt8]] = []
    for chunk in stick.advance(to: now) {
      deframer.receive(chunk.bytes) { received.append([$0.id.rawValue] + $0.payload) }
    }
    return received
  }

  /// Sends the usual set-up of one foot pod channel up to its opening; every answer must be "done",
  /// and come at once unless a fault delays it.
  mutating func openChannel(
    period: UInt16 = 8_134, number: UInt16 = 0, frequency: UInt8 = 57, searchTimeout: UInt8 = 255,
    answersMayBeLate: Bool = false
  ) {
    let words = [period, number].map { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let commands: [(UInt8, [UInt8])] = [
      (0x46, [0] + Array(repeating: 0, count: 8)), (0x42, [0, 0, 0]),
      (0x51, [0] + words[1] + [0x7C, 0]), (0x44, [0, searchTimeout]), (0x45, [0, frequency]),
      (0x43, [0] + words[0]), (0x6E, [0, 0xE0]), (0x4B, [0]),
    ]
    let refused = stick.refusedCommands
    for (id, payload) in commands {
      let answer = send(id, payload).first
      #expect(answersMayBeLate || answer == [0x40, payload[0], id, 0x00])
    }
    #expect(stick.refusedCommands == refused)
  }

  /// A frame made by hand, so that the stick is not only tested with the encoder it uses itself.
  static func frame(_ id: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let head = [0xA4, UInt8(payload.count), id] + payload
    return head + [head.reduce(0, ^)]
  }
}
