import DeviceProtocols
import DeviceSimulator
import Readings
import WalktestTesting

/// A real driver and a simulated device at the two ends of a port, in virtual time: the bench moves
/// to the next instant at which either of them has something to do, or at which the test acts.
struct PortBench<Driver: DeviceDriver, Device: SimulatedDevice> {
  static var begin: MonotonicInstant { MonotonicInstant(microseconds: 100_000_000) }

  /// The device. Act on it between two runs.
  var device: Device
  private(set) var driver: Driver
  /// A decoder that hears the same, as the session's engine does.
  private(set) var decoder: any DeviceDecoder
  private(set) var now = begin
  private(set) var actions: [DriverAction] = []
  /// What the driver told, and what the decoder told.
  private(set) var reports: [DeviceReport] = []
  private(set) var decoded: [DeviceReport] = []
  /// Everything sent and received, with its instant.
  private(set) var sent: [(bytes: [UInt8], at: MonotonicInstant)] = []
  private var reopenAt: MonotonicInstant?

  /// The port is opened at `begin`.
  init(_ driver: Driver, _ decoder: any DeviceDecoder, on device: Device) {
    self.driver = driver
    self.decoder = decoder
    self.device = device
    open()
  }

  /// Lets time pass until `end`.
  mutating func run(until end: MonotonicInstant) {
    while now < end {
      let next = [device.nextEvent, driver.deadline, reopenAt].compactMap(\.self).min() ?? end
      now = min(end, max(next, now + Microseconds(1)))
      for chunk in device.advance(to: now) { hear(chunk.bytes, at: chunk.at) }
      if let reopenAt, reopenAt <= now {
        self.reopenAt = nil
        open()
      }
      var new: [DriverAction] = []
      driver.tick(at: now) { new.append($0) }
      act(new)
    }
  }

  /// Lets `seconds` pass from the beginning on.
  mutating func run(untilSecond seconds: Int64) { run(until: Self.begin + .seconds(seconds)) }

  func readings(_ channel: Channel) -> [Reading] { reports.readings(channel) }

  var breaks: [OriginBreak] { reports.breaks }

  var belts: [BeltState] { reports.belts }

  var links: [LinkState] {
    actions.compactMap { action -> LinkState? in
      if case .link(let state) = action { state } else { nil }
    }
  }

  var faults: [DriverFault.Code] {
    actions.compactMap { action -> DriverFault.Code? in
      switch action {
      case .reopen(let fault), .failed(let fault): fault.code
      default: nil
      }
    }
  }

  private mutating func open() {
    decoder.restart()
    var new: [DriverAction] = []
    driver.begin(at: now) { new.append($0) }
    act(new)
  }

  private mutating func hear(_ bytes: [UInt8], at instant: MonotonicInstant) {
    decoder.receive(bytes, at: instant) { decoded.append($0) }
    var new: [DriverAction] = []
    driver.receive(bytes, at: instant) { new.append($0) }
    act(new)
  }

  private mutating func act(_ new: [DriverAction]) {
    for action in new {
      actions.append(action)
      switch action {
      case .send(let message):
        sent.append((message.bytes, now))
        decoder.sent(message.bytes, at: now)
        device.receive(hostBytes: message.bytes, at: now)
      case .report(let report): reports.append(report)
      case .reopen: reopenAt = now + .milliseconds(100)
      case .link, .edge, .failed, .closed: break
      }
    }
  }
}
