import ArgumentParser
import DeviceProtocols
import Foundation
import Readings
import SessionCapture
import SessionHost
import StrictJSON

/// `walktest devices replay`: raw frames through a decoder again.
struct DevicesReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Read recorded raw frames with a driver's decoder.",
    discussion: """
      Reads a file in the format of a record's frames.log, as `walktest devices dump` writes it and \
      every package holds one, and prints what the decoder reads in it. Nothing is sent anywhere.

      EXAMPLES
        walktest devices replay frames.log --driver ant-sdm
        walktest devices replay dump.log --driver trackmaster --variant ge-t2100 --json
      """)
  @Argument(help: "The file.") var file: String
  @Option(help: "The driver: \(DriverID.allCases.map(\.rawValue).joined(separator: ", ")).")
  var driver: DriverID
  @Option(help: "The variant of the device family.") var variant = ""
  @Option(help: "Which source of the file; the first one in it otherwise.") var source: UInt8?
  @OptionGroup var output: OutputOption

  func run() async throws {
    try await answering {
      let entries = try PackageText.entries(of: .frames, in: try FileBytes.read(file))
      let frames = entries.compactMap { entry in
        DeviceFrame(payload: entry.payload).map { (frame: $0, at: entry.instant) }
      }
      guard let first = source ?? frames.first?.frame.source.number else {
        throw Complaint("\(file) holds no frames.", .data)
      }
      let choice = DriverChoice(driver: driver, variant: variant)
      guard let decoder = choice.makeDecoder(source: DeviceSource(first)) else {
        throw Complaint(
          variant.isEmpty
            ? "\(driver.rawValue) needs a --variant, or has nothing to decode."
            : "\(driver.rawValue) has no variant \(variant).", .usage)
      }
      replay(frames.filter { $0.frame.source.number == first }, decoder)
    }
  }

  private func replay(
    _ frames: [(frame: DeviceFrame, at: MonotonicInstant)], _ fresh: any DeviceDecoder
  ) {
    var decoder = fresh
    let origin = frames.first?.at ?? MonotonicInstant(microseconds: 0)
    for (frame, instant) in frames {
      guard frame.direction == .received else {
        decoder.sent(frame.bytes, at: instant)
        continue
      }
      decoder.receive(frame.bytes, at: instant) { report in
        let text = ReportText(report)
        if output.json {
          Console.say(text.json(source: frame.source, at: instant))
        } else {
          Console.say("\(Clock.text(instant - origin))  \(text.phrase)")
        }
      }
    }
    let counts = decoder.counts
    guard !output.json else { return }
    Console.say(
      "\(frames.count) frames: \(counts.messages) messages, \(counts.packets) of the device, "
        + "\(counts.missedPackets.map { "\($0) missed, " } ?? "")\(counts.badChecksums) damaged, "
        + "\(counts.droppedBytes) bytes dropped")
  }
}
