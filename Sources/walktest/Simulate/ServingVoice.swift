import DeviceBench
import Readings
import StrictJSON

/// What is told while a device is served: sentences for people, or one JSON value a line.
struct ServingVoice: Sendable {
  let json: Bool
  let trace: Bool
  /// Standard output belongs to the device's host.
  let isQuietOnOutput: Bool

  /// Tells what is simulated.
  func title(_ title: String) {
    say(title, ["event": .string("simulating"), "what": .string(title)])
  }

  /// Tells what happened.
  func tell(_ event: BenchEvent) {
    switch event {
    case .plugged(let path):
      say(
        path.isEmpty ? "plugged in" : "plugged in at \(path)",
        ["event": .string("plugged"), "path": .string(path)])
    case .unplugged: say("unplugged", ["event": .string("unplugged")])
    case .hostOpened: say("a host opened it", ["event": .string("host-opened")])
    case .hostClosed: say("the host closed it", ["event": .string("host-closed")])
    case .overrun(let count):
      say(
        "\(count) bytes lost: the host does not read",
        ["event": .string("overrun"), "bytes": .integer(Int64(count))])
    case .received(let bytes, let at): show("host  ", "received", bytes, at.microseconds)
    case .sent(let bytes, let due): show("device", "sent", bytes, due.microseconds)
    case .ended(.hostLeft): say("the host left", ["event": .string("host-left")])
    case .ended: break
    }
  }

  private func show(_ who: String, _ event: String, _ bytes: [UInt8], _ microseconds: Int64) {
    guard trace else { return }
    let hex = bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
    say(
      "\(who)  \(hex.joined(separator: " "))",
      [
        "event": .string(event), "bytes": .string(hex.joined()), "at_us": .integer(microseconds),
      ])
  }

  private func say(_ sentence: String, _ value: JSONValue) {
    let line = json ? value.compactText : sentence
    isQuietOnOutput ? Console.complain(line) : Console.say(line)
  }
}
