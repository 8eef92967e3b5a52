import ControlSocket
import DaemonRig
import DeviceProtocols
import EmulatedBus
import Foundation
import Readings
import SessionCapture
import WalkProtocol

/// `walktestd` on an emulated cart, started again whenever it dies, as systemd does.
struct DaemonCart {
  /// Starts the daemon ($1, with the configuration $2) until there is a file $4; its process id is
  /// in $3. It dies with this script.
  private static let supervisor = """
    until [ -e "$4" ]; do
      setpriv --pdeathsig KILL "$1" --config "$2" & echo $! >"$3.new"; mv "$3.new" "$3"; wait $!
    done
    """

  let site: DaemonSite
  let cart: EmulatedCart
  private let notices: NoticeSocket

  /// Makes the site and the cart; nothing is attached and no daemon runs.
  init(belt: Bool) throws {
    let scratch = try Scratch()
    let files = EmulatedCart.deviceFiles(in: scratch)
    site = try DaemonSite(
      protocolFile: ShortWalk.file(belt: belt, cap: "90 s"),
      [
        "devices.bindings": "\"\(files.bindings)\"",
        "devices.network-key": "\"\(files.networkKey)\"",
      ])
    notices = try NoticeSocket(at: site.path + "/notice")
    cart = try EmulatedCart(
      command: [
        "/bin/bash", "-c", Self.supervisor, "bash", RunningDaemon.program, site.configuration,
        site.path + "/pid", site.path + "/stop",
      ], environment: ["NOTIFY_SOCKET": notices.path], in: scratch,
      bindings: belt ? EmulatedCart.treadmillBinding : nil)
  }

  /// Starts the daemon, which finds what is attached by now; connects once it is ready.
  func start() throws -> DaemonClient {
    try cart.start()
    return try next()
  }

  /// Kills the daemon in whatever it does; connects to the next one once that is ready.
  func crash() throws -> DaemonClient {
    try signal(SIGKILL)
    return try next()
  }

  /// Stops the daemon for good.
  ///
  /// - Returns: what all daemons of the cart logged.
  func stop() async throws -> String {
    try site.write("", to: site.path + "/stop")
    try signal(SIGTERM)
    _ = try await cart.end()
    return try cart.complaints
  }

  private func next() throws -> DaemonClient {
    do { try notices.next(with: "READY=1") } catch {
      throw RigFault("\(error); \(try cart.complaints)")
    }
    return try DaemonClient(site)
  }

  private func signal(_ number: Int32) throws {
    let text = try Files.text(site.path + "/pid").trimmingCharacters(in: .whitespacesAndNewlines)
    guard let process = Int32(text), kill(process, number) == 0 else {
      throw RigFault("no daemon to signal: \(text)")
    }
  }
}

extension DaemonClient {
  /// Waits until the devices of all `roles` stream.
  func devices(streaming roles: Set<DeviceRole>) throws -> [DeviceLine] {
    var lines = try devices()
    func stream() -> Bool {
      roles.isSubset(of: lines.filter { $0.state == .streaming }.map(\.role))
    }
    if stream() { return lines }
    _ = try next("devices of \(roles)") { event in
      guard case .device = event else { return Bool?.none }
      lines = try devices()
      return stream() ? true : nil
    }
    return lines
  }

  /// Waits until nothing stands between the session and START any more.
  func nothingMissing() throws {
    try status("all gates") { $0.missing.isEmpty }
  }
}
