import DeviceProtocols
import Readings
import StrictJSON

/// What a device tells, as a person and as a script read it.
struct ReportText {
  let report: DeviceReport

  init(_ report: DeviceReport) { self.report = report }

  /// One phrase.
  var phrase: String {
    switch report {
    case .reading(let reading): Self.text(reading.value)
    case .identity(let identity):
      "identity \(identity.serial) \(identity.model) \(identity.revision)"
    case .identityChanged(let from, let to): "another device answers: \(to), expected \(from)"
    case .battery(let battery):
      "battery \(battery.level)" + (battery.millivolts.map { ", \($0) mV" } ?? "")
    case .belt(let state): "belt \(state.rawValue)"
    case .grade(let grade): "grade \(Clock.decimals(Int64(grade) * 10, 2)) %"
    case .limit(let limit): "limit: \(limit.rawValue)"
    case .status(let status): "pod in use: \(status.use == .active ? "yes" : "no")"
    case .fields: "pod tells which fields it supplies"
    case .broken(let reason): "new origin: \(reason.rawValue)"
    case .bridged(let distance, let strides):
      "bridged: \(distance.millimetres) mm, \(strides) strides"
    case .totalsWanted: "totals wanted"
    case .edgesLost: "edges may be lost: where the contacts are is unknown until the next edge"
    case .contactStuck(let contact): "contact \(contact) is stuck: look at the button"
    }
  }

  /// One compact object.
  func json(source: DeviceSource, at instant: MonotonicInstant) -> JSONValue {
    var object: JSONObject = [
      "t_us": .integer(instant.microseconds), "source": .integer(Int64(source.number)),
    ]
    if case .reading(let reading) = report {
      object["channel"] = .string(reading.value.channel.rawValue)
      object["value"] = .integer(reading.value.integer)
      object["resolution"] = .integer(reading.resolution)
      object["continuous"] = .bool(reading.isContinuous)
      object["raw"] = .string(Hexadecimal.text(reading.raw.array))
    } else {
      object["report"] = .string(phrase)
    }
    return .object(object)
  }

  private static func text(_ value: ChannelValue) -> String {
    switch value {
    case .speed(let speed): "speed \(Clock.decimals(speed.count, 3)) m/s"
    case .distance(let distance): "distance \(Clock.decimals(distance.millimetres, 3)) m"
    case .strides(let strides): "strides \(strides)"
    }
  }
}

/// Bytes as hexadecimal digits.
enum Hexadecimal {
  /// Two lower-case digits a byte.
  static func text(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
