import ArgumentParser
import DeviceSimulator
import Readings

/// The faults of a simulated device as the command line names them: `loss=20%,unplug=60+8`.
struct FaultList: ExpressibleByArgument, Equatable {
  /// What can go wrong.
  enum Fault: Equatable {
    /// Shares in per mille.
    case loss(Int64)
    case duplicates(Int64)
    case garbage(Int64)
    case joins(Int64)
    case splits
    case skew(Int64)
    case jitter(Microseconds)
    case unplug(begin: Microseconds, length: Microseconds)
  }

  static let help = """
    Faults, with commas: loss=20%, duplicates=1%, garbage=1%, joins=5%, splits, skew=-40 (ppm), \
    jitter=15ms, unplug=60+8 (seconds from the beginning, for how long).
    """

  var faults: [Fault]

  init?(argument: String) {
    faults = []
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard let name = parts.first,
        let fault = Self.fault(name, parts.count == 2 ? parts[1] : nil)
      else { return nil }
      faults.append(fault)
    }
  }

  /// The faults of a stick that is plugged in at `begin`.
  func ofStick(from begin: MonotonicInstant) -> SimulatedFaults {
    var all = SimulatedFaults()
    for fault in faults {
      switch fault {
      case .loss(let share): all.lossPerMille = share
      case .duplicates(let share): all.duplicatesPerMille = share
      case .garbage(let share): all.garbagePerMille = share
      case .joins(let share): all.joinsPerMille = share
      case .splits: all.splitsChunks = true
      case .skew(let skew): all.clockSkew = skew
      case .jitter(let jitter): all.deliveryJitter = jitter
      case .unplug(let after, let length):
        all.unplugged.append((begin + after)..<(begin + after + length))
      }
    }
    return all
  }

  private static func fault(_ name: String, _ value: String?) -> Fault? {
    switch (name, value) {
    case ("loss", let value?): perMille(value).map(Fault.loss)
    case ("duplicates", let value?): perMille(value).map(Fault.duplicates)
    case ("garbage", let value?): perMille(value).map(Fault.garbage)
    case ("joins", let value?): perMille(value).map(Fault.joins)
    case ("splits", nil): .splits
    case ("skew", let value?):
      Int64(value).flatMap { (-500...500).contains($0) ? .skew($0) : nil }
    case ("jitter", let value?): milliseconds(value).map(Fault.jitter)
    case ("unplug", let value?):
      Silence(argument: value).map {
        .unplug(begin: .seconds($0.begin), length: .seconds($0.length))
      }
    default: nil
    }
  }

  /// `20%` or `0.5%` in per mille.
  private static func perMille(_ text: String) -> Int64? {
    guard text.hasSuffix("%") else { return nil }
    let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = UInt8(parts[0]) else { return nil }
    let tenths = parts.count == 2 ? (parts[1].count == 1 ? UInt8(parts[1]) : nil) : 0
    guard let tenths, Int64(whole) * 10 + Int64(tenths) <= 1_000 else { return nil }
    return Int64(whole) * 10 + Int64(tenths)
  }

  private static func milliseconds(_ text: String) -> Microseconds? {
    guard text.hasSuffix("ms"), let count = Int64(text.dropLast(2)), (0...1_000).contains(count)
    else { return nil }
    return .milliseconds(count)
  }
}
