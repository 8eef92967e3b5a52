import ArgumentParser
import Foundation
import SessionHost
import SessionRecord
import StrictJSON
import WalkProtocol

/// `walktest demo`: one walk from the first byte to the trial database's receipt.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Walk a virtual patient end to end and show the result.",
    discussion: """
      A virtual patient with a simulated foot pod walks by a real protocol; the host reads real \
      device bytes, seals a signed record, verifies it, sends it to the embedded trial database, \
      exports it and writes a report. The demo keeps to a store of its own.

      EXAMPLES
        walktest demo
        walktest demo --seed 12 --protocol 6mwt
        walktest demo --speed 1x            in real time
        walktest demo --no-sensor           a button and a timer alone
      """)

  @Option(help: "The patient; the same seed gives the same walk.") var seed: UInt64 = 12
  @Option(name: .customLong("protocol"), help: "A protocol's id, see `walktest protocols list`.")
  var protocolID = "deen-1.2mph-15min"
  @Option(help: "1x for real time, 10x for ten times that, max for as fast as it goes.")
  var speed = PlaybackSpeed.unlimited
  @Flag(help: "Walk without a foot pod.") var noSensor = false
  @Option(help: "Take the pod out of range: seconds after START, plus, for how long; as 60+8.")
  var silence: [Silence] = []
  @Option(
    name: .customLong("store"),
    help: ArgumentHelp("The demo's own store, never a clinic's.", valueName: "dir"))
  var directory = "/var/tmp/walktest-demo"
  @OptionGroup var output: OutputOption

  func run() async throws {
    try await answering {
      let walk = try DemoWalk(self)
      try await walk.run()
    }
  }
}

/// How fast the virtual clock runs.
enum PlaybackSpeed: ExpressibleByArgument, Equatable {
  case unlimited
  case times(Double)

  init?(argument: String) {
    if argument == "max" {
      self = .unlimited
    } else if argument.hasSuffix("x"), let factor = Double(argument.dropLast()), factor > 0,
      factor <= 1_000
    {
      self = .times(factor)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { "max" }
}

/// A stretch in which the pod is out of range.
struct Silence: ExpressibleByArgument, Equatable {
  var begin: Int64
  var length: Int64

  init?(argument: String) {
    let parts = argument.split(separator: "+").compactMap { Int64($0) }
    guard parts.count == 2, argument.split(separator: "+").count == 2,
      (0...86_400).contains(parts[0]), (1...3_600).contains(parts[1])
    else { return nil }
    (begin, length) = (parts[0], parts[1])
  }
}
