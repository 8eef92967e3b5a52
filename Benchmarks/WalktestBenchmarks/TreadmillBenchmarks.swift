import DeviceProtocols
import DeviceSimulator
import Readings

/// `treadmill`: twenty minutes that the real driver hears from a simulated treadmill of the
/// Trackmaster family and from a LifeSpan base, read by their decoders a hundred times over, each
/// time by new ones; then the drivers themselves, with their requests. Allocations are counted from
/// the second minute on.
func measureTreadmill(_ arguments: [String]) throws -> Measured {
  let start = MonotonicInstant(microseconds: 1_000_000)
  let trackmaster = TreadmillLine(
    SimulatedTrackmaster(seed: 1, variant: .trackmasterTMX, at: start),
    DriverChoice(driver: .trackmaster, variant: TrackmasterVariant.trackmasterTMX.id), at: start)
  let lifespan = TreadmillLine(
    SimulatedLifespan(seed: 1, at: start), DriverChoice(driver: .lifespan), at: start)
  guard let trackmaster, let lifespan else { throw BenchmarkFault("no such treadmill") }
  var tally = TreadmillTally()
  for line in [trackmaster, lifespan] { line.read(into: &tally) }
  tally = TreadmillTally()
  let numbers = Probe.run {
    for _ in 0..<100 { for line in [trackmaster, lifespan] { line.read(into: &tally) } }
  }
  for line in [trackmaster, lifespan] { line.drive(into: &tally) }
  let found: [(String, Int64)] = [
    ("messages", tally.messages), ("readings", tally.readings),
    ("steady_allocations", Int64(tally.steadyAllocations)),
  ]
  return Measured(numbers: numbers + found)
}

/// What was read and what it cost.
private struct TreadmillTally {
  var messages: Int64 = 0
  var readings: Int64 = 0
  var steadyAllocations: UInt64 = 0
}

/// What went over a treadmill's line in twenty minutes.
private struct TreadmillLine {
  private enum Event {
    case sent([UInt8], MonotonicInstant)
    case heard([UInt8], MonotonicInstant)
    case tick(MonotonicInstant)
  }

  private static let length = Microseconds.seconds(1_200)
  private static let warm = Microseconds.seconds(60)
  private let choice: DriverChoice
  private let start: MonotonicInstant
  private var events: [Event] = []

  init?(_ device: some SimulatedDevice, _ choice: DriverChoice, at start: MonotonicInstant) {
    self.choice = choice
    self.start = start
    guard
      var driver = choice.makeDriver(source: DeviceSource(1), networkKey: .publicNetwork)
    else { return nil }
    var device = device
    var now = start
    var pending: [[UInt8]] = []
    func note(_ action: DriverAction) {
      if case .send(let message) = action { pending.append(message.bytes) }
    }
    driver.begin(at: now, note)
    while now < start + Self.length {
      for bytes in pending {
        events.append(.sent(bytes, now))
        device.receive(hostBytes: bytes, at: now)
      }
      pending = []
      guard let next = [device.nextEvent, driver.deadline].compactMap(\.self).min() else { return }
      now = max(now, next)
      for chunk in device.advance(to: now) {
        events.append(.heard(chunk.bytes, chunk.at))
        driver.receive(chunk.bytes, at: chunk.at, note)
      }
      events.append(.tick(now))
      driver.tick(at: now, note)
    }
  }

  /// Reads the line with a new decoder.
  func read(into tally: inout TreadmillTally) {
    guard var decoder = choice.makeDecoder(source: DeviceSource(1)) else { return }
    var readings: Int64 = 0
    var before = Probe.allocations ?? 0
    var isWarm = false
    for event in events {
      switch event {
      case .sent(let bytes, let instant): decoder.sent(bytes, at: instant)
      case .heard(let bytes, let instant):
        if !isWarm, instant >= start + Self.warm {
          isWarm = true
          before = Probe.allocations ?? 0
        }
        decoder.receive(bytes, at: instant) { if case .reading = $0 { readings &+= 1 } }
      case .tick: break
      }
    }
    tally.steadyAllocations &+= (Probe.allocations ?? 0) &- before
    tally.readings &+= readings
    tally.messages &+= Int64(decoder.counts.messages)
  }

  /// Lets a new driver hear the line again; its requests are the same, so the answers fit.
  func drive(into tally: inout TreadmillTally) {
    guard
      var driver = choice.makeDriver(source: DeviceSource(1), networkKey: .publicNetwork)
    else { return }
    var sent: Int64 = 0
    func note(_ action: DriverAction) { if case .send = action { sent &+= 1 } }
    driver.begin(at: start, note)
    var before = Probe.allocations ?? 0
    var isWarm = false
    for event in events {
      switch event {
      case .sent: break
      case .heard(let bytes, let instant):
        if !isWarm, instant >= start + Self.warm {
          isWarm = true
          before = Probe.allocations ?? 0
        }
        driver.receive(bytes, at: instant, note)
      case .tick(let instant): driver.tick(at: instant, note)
      }
    }
    tally.steadyAllocations &+= (Probe.allocations ?? 0) &- before
    tally.messages &+= Int64(driver.counts.messages)
  }
}
