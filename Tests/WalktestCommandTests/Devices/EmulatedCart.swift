import DeviceBench
import DeviceProtocols
import DeviceSimulator
import EmulatedBus
import Foundation
import Readings
import Testing

/// The built walktest as a process of its own on a machine that has emulated devices and no others:
///
///     test  ──commands, stick bytes──  emulator  ──umockdev──  libusb, libudev in walktest
///       ├──treadmill, button: pseudo-terminals─────────────────┘
///       └──lines on stdin, lines of stdout
///
/// Unchecked: what varies, the treadmill and the button, is attached before a second task uses it.
final class EmulatedCart: @unchecked Sendable {
  /// Whether tests on emulated devices shall run.
  static let shallRun = Emulator.shallRun
  /// The binding of the treadmill's adapter.
  static let treadmillBinding = """
    [treadmill]
    driver = "trackmaster"
    variant = "trackmaster-tmx"
    serial = "TM0001"
    """
  /// A key that belongs to nobody.
  static let networkKey = "0123456789abcdef"
  /// The reason a skipped test shows.
  static let absent = Comment(rawValue: Emulator.absent)

  let scratch: Scratch
  let bus: EmulatedBus
  let output: ProgramOutput
  private let process = Process()
  private let input = Pipe()
  private let ended = DispatchSemaphore(value: 0)
  private var treadmill: RealTimeBench<SimulatedTrackmaster>?
  private var button: EmulatedButton?

  /// A cart that will run walktest with `arguments`, after which the bindings and the network key of
  /// the cart are named.
  convenience init(_ arguments: [String], in scratch: Scratch, bindings: String? = nil) throws {
    let (key, file) = Self.deviceFiles(in: scratch)
    try self.init(
      command: [Walktest.program] + arguments + ["--devices", file, "--network-key", key],
      in: scratch, bindings: bindings)
  }

  /// Where a cart has its network key and its bindings.
  static func deviceFiles(in scratch: Scratch) -> (networkKey: String, bindings: String) {
    (scratch.path + "/network-key", scratch.path + "/devices.toml")
  }

  /// A cart that will run `command`, with more variables in its environment.
  init(
    command: [String], environment: [String: String] = [:], in scratch: Scratch,
    bindings: String? = nil
  ) throws {
    self.scratch = scratch
    let (key, file) = Self.deviceFiles(in: scratch)
    try Files.write(EmulatedCart.networkKey + "\n", to: key)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
    if let bindings { try Files.write(bindings, to: file) }
    let socket = scratch.path + "/bus"
    let listener = try Emulator.listen(at: socket)
    defer {
      close(listener)
      unlink(socket)
    }
    let command =
      [Emulator.wrapper, try Emulator.program.get(), socket, "wait", "--"] + command
    // The key's file must be root's; in a user namespace it is.
    let all = getuid() == 0 ? command : ["/usr/bin/unshare", "-Ur"] + command
    process.executableURL = URL(filePath: all[0])
    process.arguments = Array(all.dropFirst())
    process.environment = [
      "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": scratch.path, "LANG": "C.UTF-8",
      "TMPDIR": scratch.path,
    ].merging(environment) { $1 }
    let pipe = Pipe()
    process.standardInput = input
    process.standardOutput = pipe
    try Files.write("", to: scratch.path + "/complaints")
    process.standardError = try FileHandle(
      forWritingTo: URL(filePath: scratch.path + "/complaints"))
    process.terminationHandler = { [ended] _ in ended.signal() }
    try process.run()
    output = ProgramOutput(reading: pipe.fileHandleForReading)
    bus = try EmulatedBus(accepting: listener)
  }

  deinit {
    bus.end()
    treadmill?.stop()
    if process.isRunning { process.terminate() }
  }

  // MARK: The program

  /// Starts walktest, which finds what is attached by now.
  func start() throws { try bus.command("start") }

  /// The next line of walktest's with `part` in it, or the first one `anywhere`; what it complained of
  /// is told when there is none.
  @discardableResult
  func line(_ part: String, anywhere: Bool = false) async throws -> String {
    do {
      return try await output.next(part, anywhere: anywhere)
    } catch RigFault.noLine(_, let seen) {
      let status = (try? await end(within: 2)).map { "ended with \($0)" } ?? "still runs"
      throw RigFault.noLine(part, seen: seen + [try complaints, status])
    }
  }

  /// Types a line.
  func type(_ line: String) throws {
    try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
  }

  /// Sends walktest a signal.
  func signal(_ number: Int32) throws { try bus.command("signal \(number)") }

  /// Waits until walktest has ended by itself; gives its exit status.
  func end(within seconds: Int = 40) async throws -> Int32 {
    let ended = ended
    let isOver = try await Blocking.run {
      ended.wait(timeout: .now() + .seconds(seconds)) == .success
    }
    guard isOver else { throw RigFault.noLine("the end", seen: output.all.suffix(30)) }
    return process.terminationStatus
  }

  /// What walktest wrote to standard error.
  var complaints: String { get throws { try Files.text(scratch.path + "/complaints") } }

  // MARK: The devices

  /// Attaches an adapter with serial number TM0001 and a treadmill behind it that runs at 1.2 mph.
  func attachTreadmill() throws {
    let now = BenchClock.now
    var belt = SimulatedTrackmaster(seed: 5, variant: .trackmasterTMX, at: now)
    belt.belt.run(at: 536_448, from: now)
    let bench = try RealTimeBench(belt, at: .terminal(link: nil))
    treadmill = bench
    try attach("treadmill-adapter", node: "/dev/ttyUSB0", terminal: bench.path)
  }

  /// The commands of a host that the treadmill has obeyed.
  var treadmillCommands: [UInt8] { treadmill?.change { $0.commands } ?? [] }

  /// Takes the pod out of range from now on.
  func podIsSilent(for span: Microseconds) {
    let now = BenchClock.now
    bus.change { stick in
      guard var pod = stick.transmitters.first as? SimulatedFootPod else { return }
      pod.fallSilent(during: now..<(now + span))
      stick.transmitters[0] = pod
    }
  }

  /// Takes the pod's battery out from now on; its counters begin again at zero.
  func podLosesPower(for span: Microseconds) {
    let now = BenchClock.now
    bus.change { stick in
      guard let pod = stick.transmitters.first as? SimulatedFootPod else { return }
      stick.transmitters[0] = SimulatedFootPod(
        identity: pod.identity, subject: EvenWalk(), firstMessage: now + span,
        walkBegins: pod.walkBegins)
    }
  }

  /// Attaches a foot switch.
  func attachButton() throws {
    let new = try EmulatedButton()
    button = new
    try bus.command("input /dev/input/event5")
    try attach("foot-switch", node: "/dev/input/event5", terminal: new.path)
  }

  /// Presses the button and lets it go.
  ///
  /// - Returns: the kernel's stamp of the press.
  func press() throws -> Int64 { try #require(button).tap() }

  /// Attaches one of the emulator's devices; its `node` is a pseudo-terminal.
  private func attach(_ device: String, node: String, terminal: String) throws {
    try bus.command("link \(node) \(terminal)")
    try bus.command("add \(Emulator.description(of: device))")
  }
}
