import Foundation

/// The `walktestd` just built, as a process of its own.
package final class RunningDaemon {
  /// What a daemon's notice socket hears when the process has ended.
  static let ended = "ENDED"
  /// The program, which lies beside the test bundle.
  package static let program: String = {
    let bundle = CommandLine.arguments.first ?? ""
    return URL(filePath: bundle).deletingLastPathComponent().appending(path: "walktestd").path
  }()

  /// How the process ended.
  package struct End {
    /// Its exit status, or the signal's number.
    package var status: Int32
    /// Whether a signal ended it.
    package var wasKilled: Bool
    /// All that it wrote to standard error.
    package var log: String
  }

  /// What the tests themselves were told about the sanitizer that they run under (scripts/sanitize);
  /// the daemon was built with the same.
  private static let sanitizer = ProcessInfo.processInfo.environment.filter {
    ["ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "LD_PRELOAD"].contains($0.key)
  }

  /// What it tells systemd.
  package let notices: NoticeSocket
  private let process = Process()
  private let over = DispatchSemaphore(value: 0)
  private let logPath: String

  /// Starts the daemon of `site`; it is not ready yet.
  ///
  /// - Parameter launcher: a command that becomes what is said behind it, in other surroundings.
  package init(
    _ site: DaemonSite, environment: [String: String] = [:], through launcher: [String] = []
  ) throws {
    let name = UUID().uuidString.prefix(8)
    notices = try NoticeSocket(at: "\(site.path)/notice-\(name)")
    logPath = "\(site.path)/log-\(name)"
    try site.write("", to: logPath)
    let command = launcher + [Self.program, "--config", site.configuration]
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.environment = [
      "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": site.path,
      "NOTIFY_SOCKET": notices.path,
    ].merging(Self.sanitizer) { $1 }.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: URL(filePath: logPath))
    process.terminationHandler = { [over, notices] _ in
      notices.say(RunningDaemon.ended)
      over.signal()
    }
    try process.run()
  }

  /// Starts the daemon of `site` and waits until it says that it is ready.
  package static func ready(
    _ site: DaemonSite, environment: [String: String] = [:], through launcher: [String] = []
  ) throws -> RunningDaemon {
    let daemon = try RunningDaemon(site, environment: environment, through: launcher)
    do { try daemon.notices.next(with: "READY=1") } catch {
      throw RigFault("\(error); \(daemon.log)")
    }
    return daemon
  }

  deinit {
    if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
  }

  /// All that it has written to standard error.
  package var log: String {
    let bytes = try? Data(contentsOf: URL(filePath: logPath))
    return String(decoding: bytes ?? Data(), as: UTF8.self)
  }

  /// The number of the process.
  package var processID: Int32 { process.processIdentifier }

  /// Waits until it has written `part` to standard error: there is nothing else to wait for where it
  /// speaks to nobody but the log.
  ///
  /// - Throws: `RigFault` when it does not in time.
  package func says(_ part: String, within seconds: Double = 30) throws {
    let end = Date(timeIntervalSinceNow: seconds)
    let changes = inotify_init1(Int32(IN_CLOEXEC))
    defer { close(changes) }
    inotify_add_watch(changes, logPath, UInt32(IN_MODIFY))
    while !log.contains(part) {
      var waiting = pollfd(fd: changes, events: Int16(POLLIN), revents: 0)
      let rest = Int32(max(0, end.timeIntervalSinceNow) * 1_000)
      guard process.isRunning, poll(&waiting, 1, rest) == 1 else {
        throw RigFault("no \(part) in: \(log)")
      }
      var events = [UInt8](repeating: 0, count: 4_096)
      _ = read(changes, &events, events.count)
    }
  }

  /// Sends a signal.
  package func signal(_ number: Int32) { Foundation.kill(process.processIdentifier, number) }

  /// Waits until the process has ended.
  ///
  /// - Throws: `RigFault` when it goes on.
  package func end(within seconds: Double = 30) throws -> End {
    guard over.wait(timeout: .now() + seconds * Double(Slowness.factor)) == .success else {
      throw RigFault("walktestd goes on: \(log)")
    }
    over.signal()
    return End(
      status: process.terminationStatus,
      wasKilled: process.terminationReason == .uncaughtSignal, log: log)
  }

  /// Kills it as a loss of power would, and waits until it is gone.
  package func kill() throws {
    signal(SIGKILL)
    _ = try end()
  }
}
