import ArgumentParser
import DeviceSimulator
import Readings
import SessionHost

/// The faults of a simulated device as the command line names them: `loss=20%,unplug=60+8`.
struct FaultList: ExpressibleByArgument, Equatable {
  /// One fault and how much of it.
  struct Fault: Equatable {
    var name: FaultName
    var value: Value
  }

  /// How much of a fault.
  enum Value: Equatable {
    case always
    case perMille(Int64)
    case millionths(Int64)
    case span(Microseconds)
    case stretch(Silence)
  }

  var faults: [Fault]

  init?(argument: String) {
    faults = []
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard let name = parts.first.flatMap(FaultName.init),
        let value = name.value(parts.count == 2 ? parts[1] : nil)
      else { return nil }
      faults.append(Fault(name: name, value: value))
    }
  }

  /// Applies each fault to `settings`; `apply` tells whether this kind of device has it.
  ///
  /// - Throws: `Complaint` that names the faults that the device can have.
  func apply<Settings>(
    to settings: inout Settings, of device: String, known: [FaultName],
    _ apply: (inout Settings, Fault) -> Void
  ) throws {
    for fault in faults {
      guard known.contains(fault.name) else {
        throw Complaint(
          "\(device) has no fault `\(fault.name)`; it has \(Self.list(known)).", .usage)
      }
      apply(&settings, fault)
    }
  }

  /// Help on the option for a device that can have `known`.
  static func help(_ known: [FaultName]) -> ArgumentHelp {
    ArgumentHelp(
      "What goes wrong, with commas: \(known.map(\.example).joined(separator: ", ")). "
        + "60+8 begins after 60 seconds and takes 8.", valueName: "faults")
  }

  private static func list(_ names: [FaultName]) -> String {
    names.map(\.rawValue).joined(separator: ", ")
  }
}

/// What can go wrong with a simulated device.
enum FaultName: String, CaseIterable {
  case loss
  case duplicates
  case garbage
  case joins
  case splits
  case skew
  case jitter
  case unplug
  case estop
  case silence
  case invalid
  case halves

  /// How it is written.
  var example: String {
    switch self {
    case .loss: "loss=20%"
    case .duplicates, .garbage, .halves: "\(rawValue)=1%"
    case .joins: "joins=5%"
    case .splits: rawValue
    case .skew: "skew=-40 (ppm)"
    case .jitter: "jitter=15ms"
    case .unplug, .estop, .silence, .invalid: "\(rawValue)=60+8"
    }
  }

  /// How much `text` says; nil when that is nothing that the fault can have.
  fileprivate func value(_ text: String?) -> FaultList.Value? {
    guard let text else { return self == .splits ? .always : nil }
    switch self {
    case .splits: return nil
    case .loss, .duplicates, .garbage, .joins, .halves:
      guard text.hasSuffix("%"), let share = DecimalArgument.thousandths(text.dropLast()),
        share % 100 == 0, share <= 100_000
      else { return nil }
      return .perMille(share / 100)
    case .skew: return Int64(text).flatMap { (-500...500).contains($0) ? .millionths($0) : nil }
    case .jitter:
      guard text.hasSuffix("ms"), let count = Int64(text.dropLast(2)),
        (0...1_000).contains(count)
      else { return nil }
      return .span(.milliseconds(count))
    case .unplug, .estop, .silence, .invalid: return Silence(argument: text).map { .stretch($0) }
    }
  }
}

extension FaultList.Fault {
  /// The share in per mille; 0 for another kind of value.
  var perMille: Int64 { if case .perMille(let share) = value { share } else { 0 } }
  /// Millionths; 0 for another kind of value.
  var millionths: Int64 { if case .millionths(let count) = value { count } else { 0 } }
  /// A span; zero for another kind of value.
  var span: Microseconds { if case .span(let span) = value { span } else { .zero } }

  /// The stretch on the clock that began at `begin`; empty for another kind of value.
  func stretch(from begin: MonotonicInstant) -> Range<MonotonicInstant> {
    if case .stretch(let stretch) = value { stretch.range(from: begin) } else { begin..<begin }
  }
}

extension Silence {
  /// The stretch on the clock that began at `begin`.
  func range(from begin: MonotonicInstant) -> Range<MonotonicInstant> {
    let first = begin + .seconds(self.begin)
    return first..<(first + .seconds(length))
  }
}
