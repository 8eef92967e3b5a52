import DeviceHost
import DeviceProtocols
import Foundation
import Readings

/// A device host as a process of its own, for tests that show it an emulated machine: commands come
/// as lines on standard input, what happens goes out as JSON lines.
///
///     HostProbe BINDINGS ROLE...   serves these roles with the bindings in that file
///
///     list      tells what is attached and where each role stands
///     retry     tries every role again
///     report    tells CPU time, descriptors and threads
///     quit      stops the host and ends
@main
struct HostProbe {
  static func main() async throws {
    // A test terminal that goes away must not end the process: the emulated node is a terminal.
    signal(SIGHUP, SIG_IGN)
    let arguments = CommandLine.arguments.dropFirst()
    let roles = arguments.dropFirst().compactMap { DeviceRole(rawValue: $0) }
    let settings = HostSettings(
      bindings: try DeviceBindings.read(path: arguments.first ?? ""),
      networkKey: .success(.publicNetwork),
      sources: HostSettings.allSources.filter { roles.contains($0.key) })
    let host = try DeviceHost(settings, opener: SystemPortOpener(), onEvent: tell)
    try await host.start()
    ProbeOutput.tell("ready")
    for await words in commands() {
      guard await obey(words, host) else { break }
    }
    let before = EventLoop.now
    await host.stop()
    ProbeOutput.tell("ended", ["ms": "\((EventLoop.now - before).count / 1_000)"])
  }

  private static func obey(_ words: [String], _ host: DeviceHost) async -> Bool {
    switch words.first {
    case "list": list(await host.snapshot())
    case "retry": for role in DeviceRole.allCases { await host.retry(role) }
    case "report": ProbeOutput.report()
    default: return false
    }
    return true
  }

  private static func list(_ snapshot: HostSnapshot) {
    for device in snapshot.attached { ProbeOutput.tell("device", fields(device)) }
    for station in snapshot.stations {
      var fields = ["role": station.role.rawValue, "state": station.state.name]
      fields["advice"] = station.advice?.description
      fields["identity"] = station.identity?.serial
      fields["driver"] = station.plan?.choice.driver.rawValue
      fields["rate"] = station.framesPerKilosecond.map(String.init)
      ProbeOutput.tell("station", fields)
    }
    ProbeOutput.tell("listed")
  }

  private static func tell(_ event: HostEvent) {
    switch event {
    case .state(let source, let state, let plan, _):
      var fields = plan.map { Self.fields($0.device) } ?? [:]
      fields["source"] = "\(source.number)"
      fields["state"] = state.name
      if case .failed(let fault) = state {
        fields["code"] = fault.code.name
        fields["sentence"] = fault.description
      }
      ProbeOutput.tell("state", fields)
    case .fault(let source, let fault, _):
      ProbeOutput.tell(
        "fault",
        [
          "source": "\(source.number)", "code": fault.code.name, "sentence": fault.description,
        ])
    case .report(_, .reading(let reading), _):
      ProbeOutput.tell("reading", ["channel": reading.value.channel.rawValue])
    case .edge(_, let edge): ProbeOutput.tell("edge", ["press": "\(edge.isPress)"])
    case .frame(_, .sent, _, _): ProbeOutput.tell("sent")
    case .report, .frame: break
    }
  }

  private static func fields(_ device: AttachedDevice) -> [String: String] {
    [
      "node": device.node.rawValue, "serial": device.serial, "port": device.port,
      "file": device.file, "link": device.link ?? "", "bus": "\(device.bus)",
      "address": "\(device.address)", "kernel": device.kernelDriver ?? "",
      "permission": device.permission.rawValue,
      "interface": device.interface.map(String.init) ?? "",
      "ignored": "\(device.isIgnoredByModemManager)", "kinds": device.kinds.joined(separator: " "),
      "product": device.product,
    ]
  }

  /// Lines of standard input, read on a thread of their own.
  private static func commands() -> AsyncStream<[String]> {
    let (stream, feed) = AsyncStream.makeStream(of: [String].self)
    let thread = Thread {
      while let line = readLine() { feed.yield(line.split(separator: " ").map(String.init)) }
      feed.finish()
    }
    thread.start()
    return stream
  }
}
