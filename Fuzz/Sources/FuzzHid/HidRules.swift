import DeviceProtocols
import FuzzHarness
import Readings

/// A descriptor is refused or read within the limits, and reports read by it never press a button
/// twice: two bytes of length, the descriptor, then reports of one byte of length each.
func checkDescriptor(_ input: inout FuzzInput) {
  let bytes = input.take(input.number(below: HidReportDescriptor.longest + 2))
  var driver = HidButtonDriver(descriptor: bytes)
  guard let descriptor = try? HidReportDescriptor(bytes) else { return }
  for report in descriptor.reports {
    invariant(1...16_385 ~= report.byteCount, "a report of \(report.byteCount) bytes")
    invariant(
      descriptor.isNumbered || report.id == 0, "report \(report.id) of a device without ids")
  }
  for field in descriptor.buttonFields {
    let end = (field.bitOffset + field.cellBits * field.cellCount + 7) / 8
    let size = descriptor.byteCount(of: .input, id: field.reportID) ?? 0
    invariant(end + (descriptor.isNumbered ? 1 : 0) <= size, "a field ends behind its report")
  }
  var reader = HidButtonReader(descriptor)
  var (pressed, presses) = (0, 0)
  while !input.isEmpty {
    let report = input.take(Int(input.byte()))
    var edges = 0
    let verdict = reader.receive(report) { edge in
      edges += 1
      pressed += edge.isPress ? 1 : -1
      presses += edge.isPress ? 1 : 0
      invariant(edge.usage.isButton, "usage \(edge.usage.rawValue) is pressed")
    }
    if PlantedFault.isOn, presses > 2, pressed == 1 { pressed += 1 }
    invariant(verdict == .read || edges == 0, "\(edges) edges and \(verdict)")
    invariant(pressed == reader.pressedCount, "\(pressed) pressed, the reader has more or fewer")
    invariant(pressed >= 0 && pressed <= 64, "\(pressed) pressed")
    driver.receive(report, at: MonotonicInstant(microseconds: 0)) { _ in }
  }
  invariant(driver.counts.packets + driver.counts.foreignPackets >= presses, "presses are lost")
}

/// Events give the same edges however they are cut, and only whole records count.
func checkEvents(_ input: inout FuzzInput) {
  let cut = max(1, Int(input.byte()))
  let stream = input.rest
  func run(_ chunks: [[UInt8]]) -> (actions: [DriverAction], counts: LinkCounts) {
    var driver = EvdevButtonDriver(keyCodes: [28, 30, 42, 256])
    var actions: [DriverAction] = []
    for chunk in chunks {
      driver.receive(chunk, at: MonotonicInstant(microseconds: 0)) { actions.append($0) }
    }
    let counts = driver.counts
    for microseconds in [0, Int64.max, .min] {
      driver.tick(at: MonotonicInstant(microseconds: microseconds)) { _ in }
    }
    return (actions, counts)
  }
  let whole = run([stream])
  let pieces = run(
    stride(from: 0, to: stream.count, by: cut).map {
      Array(stream[$0..<min(stream.count, $0 + cut)])
    })
  invariant(whole.actions == pieces.actions, "the cuts change the edges")
  invariant(whole.counts == pieces.counts, "the cuts change the counts")
  invariant(whole.counts.messages == stream.count / EvdevRecord.size, "records are miscounted")
  var offset = 0
  while let record = EvdevRecord(stream, at: offset) {
    var again: [UInt8] = []
    record.append(to: &again)
    invariant(EvdevRecord(again, at: 0) == record, "\(record) does not survive its encoding")
    offset += EvdevRecord.size
  }
}

/// X-keys reports of one byte of length each: edges of each contact take turns.
func checkXkeys(_ input: inout FuzzInput) {
  let models = XkeysModel.allCases
  var driver = XkeysDriver(model: models[Int(input.byte()) % models.count])
  var isKnown = [Bool](repeating: false, count: 4)
  var isClosed = isKnown
  while !input.isEmpty {
    let report = input.take(Int(input.byte()))
    driver.receive(report, at: MonotonicInstant(microseconds: 0)) { action in
      switch action {
      case .edge(let edge):
        invariant(0..<4 ~= edge.contact, "contact \(edge.contact)")
        invariant(
          !isKnown[edge.contact] || isClosed[edge.contact] != edge.isPress,
          "contact \(edge.contact) twice")
        isKnown[edge.contact] = true
        isClosed[edge.contact] = edge.isPress
      // Contacts are unknown after a loss and when a plug came in.
      case .report(.edgesLost), .link: isKnown = [Bool](repeating: false, count: 4)
      default: break
      }
    }
  }
}
