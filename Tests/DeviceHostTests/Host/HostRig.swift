import EmulatedBus
import Foundation
import Testing

/// The probe of the whole host as a process of its own, on an emulated bus that lives or on a
/// machine that a umockdev description shows.
final class HostRig {
  /// Where the program under test finds its devices.
  enum Machine {
    /// The emulated USB bus, which the test commands.
    case bus
    /// The description in `Fixtures` with that name, and the nodes that a script answers for.
    case description(String, scripts: [String: String] = [:])
  }

  let bus: EmulatedBus?
  let events: ProbeEvents
  let directory: TemporaryDirectory
  private let process = Process()
  private let input = Pipe()
  private let ended = DispatchSemaphore(value: 0)

  /// Starts the probe with `bindings` for `roles`, and waits until its host has started.
  init(_ machine: Machine, bindings: String = "", roles: String...) throws {
    directory = try TemporaryDirectory()
    let file = directory.path + "/devices.toml"
    try Data(bindings.utf8).write(to: URL(filePath: file))
    let bundle = URL(filePath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
    let probe = [bundle.appending(path: "HostProbe").path, file] + roles
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.terminationHandler = { [ended] _ in ended.signal() }
    switch machine {
    case .bus:
      let path = directory.path + "/bus"
      let listener = try Emulator.listen(at: path)
      defer { close(listener) }
      process.executableURL = URL(filePath: Emulator.wrapper)
      process.arguments = [try Emulator.program.get(), path, "--"] + probe
      try process.run()
      bus = try EmulatedBus(accepting: listener)
    case .description(let name, let scripts):
      process.executableURL = URL(filePath: "/usr/bin/umockdev-run")
      let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures")
      var arguments = ["-d", fixtures.appending(path: name).path]
      for (node, script) in scripts {
        let path = directory.path + "/script"
        try Data(script.utf8).write(to: URL(filePath: path))
        arguments += ["-s", "\(node)=\(path)"]
      }
      process.arguments = arguments + ["--"] + probe
      try process.run()
      bus = nil
    }
    events = ProbeEvents(reading: output.fileHandleForReading)
    try events.next("ready")
  }

  deinit {
    bus?.end()
    if process.isRunning { process.terminate() }
  }

  /// Gives the probe a command.
  func tell(_ command: String) throws {
    try input.fileHandleForWriting.write(contentsOf: Data((command + "\n").utf8))
  }

  /// The next state of that name.
  @discardableResult
  func state(_ name: String, where condition: (ProbeEvents.Event) -> Bool = { _ in true }) throws
    -> ProbeEvents.Event
  {
    try events.next("state") { $0["state"] == name && condition($0) }
  }

  /// What the probe costs now.
  func report() throws -> [String: Int] {
    try tell("report")
    return try events.next("report").compactMapValues(Int.init)
  }

  /// What is attached and where the roles stand.
  func list() throws -> [ProbeEvents.Event] {
    let before = events.told.count
    try tell("list")
    try events.next("listed")
    return events.told.dropFirst(before).filter { ["device", "station"].contains($0["event"]) }
  }

  /// Ends the probe and expects that it ends by itself, in bounded time, and well.
  func finish(sourceLocation: SourceLocation = #_sourceLocation) throws {
    try tell("quit")
    let stopTime = try events.next("ended").compactMapValues(Int.init)["ms"]
    #expect((stopTime ?? .max) <= 3_500, sourceLocation: sourceLocation)
    let isOver = ended.wait(timeout: .now() + 10) == .success
    #expect(isOver, "the probe does not end", sourceLocation: sourceLocation)
    if isOver { #expect(process.terminationStatus == 0, sourceLocation: sourceLocation) }
  }
}
