import DeviceProtocols
import DeviceSimulator
import Readings

/// A real driver behind a simulated device's port, both in virtual time: the bench moves to the
/// next instant at which either of them has something to do, as a host's event loop does.
struct PolledBench<Device: SimulatedDevice, Driver: DeviceDriver> {
  var device: Device
  private(set) var driver: Driver
  private(set) var now: MonotonicInstant
  private(set) var actions: [DriverAction] = []
  /// All that went over the line, in order.
  private(set) var journal: [(isSent: Bool, bytes: [UInt8], at: MonotonicInstant)] = []
  private var reopenAt: MonotonicInstant?
  private var wasAttached = true

  init(_ device: Device, _ driver: Driver, at begin: MonotonicInstant) {
    self.device = device
    self.driver = driver
    now = begin
    perform { driver, now, body in driver.begin(at: now, body) }
  }

  /// What was sent.
  var sent: [(isSent: Bool, bytes: [UInt8], at: MonotonicInstant)] { journal.filter(\.isSent) }

  var readings: [Reading] {
    actions.compactMap { if case .report(.reading(let reading)) = $0 { reading } else { nil } }
  }

  func readings(_ channel: Channel) -> [Reading] {
    readings.filter { $0.value.channel == channel }
  }

  var belts: [BeltState] {
    actions.compactMap { if case .report(.belt(let state)) = $0 { state } else { nil } }
  }

  var links: [LinkState] {
    actions.compactMap { if case .link(let state) = $0 { state } else { nil } }
  }

  var faults: [DriverFault.Code] {
    actions.compactMap { action in
      switch action {
      case .reopen(let fault), .failed(let fault): fault.code
      default: nil
      }
    }
  }

  func count(_ report: DeviceReport) -> Int { actions.count { $0 == .report(report) } }

  /// Lets time pass until `end`.
  mutating func run(until end: MonotonicInstant) {
    while now < end {
      let next = [device.nextEvent, driver.deadline, reopenAt].compactMap(\.self).min() ?? end
      now = min(end, max(next, now + Microseconds(1)))
      for chunk in device.advance(to: now) {
        journal.append((false, chunk.bytes, chunk.at))
        perform { driver, _, body in driver.receive(chunk.bytes, at: chunk.at, body) }
      }
      watchPort()
      perform { driver, now, body in driver.tick(at: now, body) }
    }
  }

  mutating func close() {
    perform { driver, now, body in driver.close(at: now, body) }
  }

  private mutating func watchPort() {
    if device.isAttached != wasAttached {
      wasAttached = device.isAttached
      reopenAt = wasAttached ? now + .milliseconds(100) : nil
      if !wasAttached { perform { driver, now, body in driver.lost(at: now, body) } }
    }
    if let reopenAt, reopenAt <= now, device.isAttached {
      self.reopenAt = nil
      perform { driver, now, body in driver.begin(at: now, body) }
    }
  }

  private mutating func perform(
    _ step: (inout Driver, MonotonicInstant, (DriverAction) -> Void) -> Void
  ) {
    var new: [DriverAction] = []
    step(&driver, now) { new.append($0) }
    for action in new {
      actions.append(action)
      switch action {
      case .send(let message):
        journal.append((true, message.bytes, now))
        device.receive(hostBytes: message.bytes, at: now)
      case .reopen: reopenAt = now + .milliseconds(100)
      default: break
      }
    }
  }
}
