import DeviceProtocols
import DeviceSimulator
import Readings

/// `console`: what a simulated CSAFE console and its driver said to each other in fifteen minutes,
/// read by the decoder again and again.
func measureConsole(_ arguments: [String]) throws -> Measured {
  var console = SimulatedCsafeConsole(seed: 1, at: PortRecord.begin)
  console.walk(at: 536_448)
  let record = PortRecord.taken(
    CsafeDriver(source: DeviceSource(1)), on: console, for: .seconds(900))
  return try measure(record) { CsafeDecoder(source: DeviceSource(1)) }
}

/// `ant-treadmill`: what a simulated stick delivered of an ANT+ treadmill in fifteen minutes, read by the
/// decoder again and again.
func measureAntTreadmill(_ arguments: [String]) throws -> Measured {
  var treadmill = SimulatedAntTreadmill(
    seed: 1, identity: AntIdentity(deviceNumber: 2_604), firstMessage: PortRecord.begin)
  treadmill.walk(at: 536_448, from: PortRecord.begin + .seconds(5))
  let record = PortRecord.taken(
    FeTreadmillDriver(source: DeviceSource(1), plan: .treadmill(), key: .publicNetwork),
    on: SimulatedStick(seed: 1, treadmills: [treadmill], at: PortRecord.begin),
    for: .seconds(900))
  return try measure(record) { FeTreadmillDecoder(source: DeviceSource(1)) }
}

/// Allocations are counted from the third minute on, when the device has told who it is.
private func measure<Decoder: DeviceDecoder>(
  _ record: PortRecord, _ makeDecoder: () -> Decoder
) throws -> Measured {
  let warm = record.entries.firstIndex { $0.at > PortRecord.begin + .seconds(180) } ?? 0
  guard warm > 100 else { throw BenchmarkFault("the device did not answer") }
  var (readings, messages) = (0, 0)
  var steadyAllocations: UInt64 = 0
  func pass() {
    var decoder = makeDecoder()
    var before: UInt64 = 0
    for index in record.entries.indices {
      if index == warm { before = Probe.allocations ?? 0 }
      let at = record.entries[index].at
      if record.entries[index].isFromHost {
        decoder.sent(record.entries[index].bytes, at: at)
      } else {
        decoder.receive(record.entries[index].bytes, at: at) { report in
          if case .reading = report { readings &+= 1 }
        }
      }
    }
    steadyAllocations &+= (Probe.allocations ?? 0) &- before
    messages &+= decoder.counts.messages
  }
  pass()
  (readings, messages, steadyAllocations) = (0, 0, 0)
  let numbers = Probe.run { for _ in 0..<100 { pass() } }
  let found: [(String, Int64)] = [
    ("messages", Int64(messages)), ("readings", Int64(readings)),
    ("steady_allocations", Int64(steadyAllocations)),
  ]
  return Measured(numbers: numbers + found)
}

/// What went over a port in virtual time, both ways.
private struct PortRecord {
  struct Entry {
    var bytes: [UInt8]
    var at: MonotonicInstant
    var isFromHost: Bool
  }

  static let begin = MonotonicInstant(microseconds: 100_000_000)

  var entries: [Entry] = []

  static func taken(
    _ driver: some DeviceDriver, on device: some SimulatedDevice, for span: Microseconds
  ) -> PortRecord {
    var (driver, device, record, now) = (driver, device, PortRecord(), begin)
    func obey(_ actions: [DriverAction]) {
      for case .send(let message) in actions {
        record.entries.append(Entry(bytes: message.bytes, at: now, isFromHost: true))
        device.receive(hostBytes: message.bytes, at: now)
      }
    }
    var actions: [DriverAction] = []
    driver.begin(at: now) { actions.append($0) }
    obey(actions)
    while now < begin + span {
      let next = [device.nextEvent, driver.deadline].compactMap(\.self).min() ?? begin + span
      now = max(next, now + Microseconds(1))
      actions = []
      for chunk in device.advance(to: now) {
        record.entries.append(Entry(bytes: chunk.bytes, at: chunk.at, isFromHost: false))
        driver.receive(chunk.bytes, at: chunk.at) { actions.append($0) }
      }
      driver.tick(at: now) { actions.append($0) }
      obey(actions)
    }
    return record
  }
}
