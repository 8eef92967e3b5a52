import DeviceProtocols
import Readings
import StrictJSON

extension FootPodReport {
  /// The report as an event that the engine says; nil for readings, which are sample rows, and for
  /// what only the driver acts on.
  func said(by source: DeviceSource) -> (
    kind: SessionEvent.Kind, members: [(String, JSONValue)]
  )? {
    let first = ("source", JSONValue.integer(Int64(source.number)))
    switch self {
    case .reading, .status, .fields, .totalsWanted: return nil
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
          first, ("pod", "stranger-heard"), ("known", .integer(Int64(from.deviceNumber))),
          ("heard", .integer(Int64(to.deviceNumber))),
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
      return (.pod, [first, ("pod", "new-origin"), ("reason", .string(reason.name))])
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

extension SdmCounters.Break {
  fileprivate var name: String {
    switch self {
    case .tooLong: "gap-too-long"
    case .timeDisagrees: "pod-time-disagrees"
    case .distanceJumped: "distance-jumped"
    }
  }
}

extension FootPodDecoder {
  /// How the link did, for the record's quality block.
  func qualityJSON(source: DeviceSource) -> JSONValue {
    [
      "source": .integer(Int64(source.number)), "driver": .string(Self.driver),
      "serial": transmitter.map { .string(String($0.deviceNumber)) } ?? .null,
      "messages": .integer(Int64(link.messages)), "packets": .integer(Int64(link.packets)),
      "missed_packets": .optional(link.missedPackets),
      "repeats": .integer(Int64(link.repeats)),
      "foreign_packets": .integer(Int64(link.foreignPackets)),
      "receive_failures": .integer(Int64(link.receiveFailures)),
      "dropped_bytes": .integer(Int64(link.droppedBytes)),
      "bad_checksums": .integer(Int64(link.badChecksums)),
    ]
  }
}
