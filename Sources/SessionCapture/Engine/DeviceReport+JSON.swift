import DeviceProtocols
import Readings
import StrictJSON

extension DeviceReport {
  /// The report as an event that the engine says; nil for readings, which are sample rows, and for
  /// what only the driver acts on.
  func said(by source: DeviceSource) -> (
    kind: SessionEvent.Kind, members: [(String, JSONValue)]
  )? {
    let first = ("source", JSONValue.integer(Int64(source.number)))
    switch self {
    // The edges of buttons and their troubles are heard by the engine, not read from frames.
    case .reading, .status, .fields, .totalsWanted, .edgesLost, .contactStuck: return nil
    case .belt(let state): return (.treadmill, [first, ("belt", .string(state.rawValue))])
    case .grade(let grade):
      return (.treadmill, [first, ("grade_percent_hundredths", .integer(Int64(grade)))])
    case .limit(let limit): return (.limit, [first, ("limit", .string(limit.rawValue))])
    case .identity(let identity):
      return (
        .identity,
        [
          first, ("driver", .string(identity.driver)), ("serial", .string(identity.serial)),
          ("model", .string(identity.model)), ("revision", .string(identity.revision)),
        ]
      )
    case .identityChanged(let from, let to):
      return (
        .pod,
        [
          first, ("pod", "stranger-heard"), ("known", .string(from)), ("heard", .string(to)),
        ]
      )
    case .battery(let battery):
      return (
        .battery,
        [
          first, ("level", .string("\(battery.level)")),
          ("millivolts", .optional(battery.millivolts.map(Int64.init))),
        ]
      )
    case .broken(let reason):
      return (.pod, [first, ("pod", "new-origin"), ("reason", .string(reason.rawValue))])
    case .bridged(let distance, let strides):
      return (
        .pod,
        [
          first, ("pod", "bridged"), ("distance_um", .integer(distance.count)),
          ("strides", .integer(strides)),
        ]
      )
    }
  }
}

extension DeviceDecoder {
  /// How the link did, for the record's quality block.
  func qualityJSON(source: DeviceSource, driver: DriverID, channels: [Channel]) -> JSONValue {
    [
      "source": .integer(Int64(source.number)), "driver": .string(driver.rawValue),
      "serial": serial.map { .string($0) } ?? .null,
      "feeds": .string(channels.map(\.rawValue).joined(separator: ", ")),
      "messages": .integer(Int64(counts.messages)), "packets": .integer(Int64(counts.packets)),
      "missed_packets": .optional(counts.missedPackets),
      "repeats": .integer(Int64(counts.repeats)),
      "foreign_packets": .integer(Int64(counts.foreignPackets)),
      "receive_failures": .integer(Int64(counts.receiveFailures)),
      "dropped_bytes": .integer(Int64(counts.droppedBytes)),
      "bad_checksums": .integer(Int64(counts.badChecksums)),
    ]
  }
}
