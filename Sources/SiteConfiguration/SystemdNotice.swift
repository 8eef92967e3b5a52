import Glibc

/// What a service tells systemd of itself (sd_notify(3)): one datagram to the socket that
/// `$NOTIFY_SOCKET` names. Never waits longer than a second, and never fails loudly: a walk goes on
/// when systemd does not listen.
public struct SystemdNotice: Hashable, Sendable {
  private let address: [UInt8]

  /// To the socket of `path`; in the abstract name space when it begins with `@`.
  ///
  /// - Returns: nil when there is no path, or none that can be a socket: nobody listens.
  public init?(socket path: String? = environmentValue("NOTIFY_SOCKET")) {
    guard let path, path.hasPrefix("/") || path.hasPrefix("@"), path.utf8.count > 1 else {
      return nil
    }
    var name = Array(path.utf8)
    let isAbstract = name.first == UInt8(ascii: "@")
    if isAbstract { name[0] = 0 }
    // A name in the file system ends with a zero that must have room; an abstract one does not.
    guard name.count <= Self.longestName - (isAbstract ? 0 : 1), !name.dropFirst().contains(0)
    else { return nil }
    address = name
  }

  /// How often the watchdog must hear of this process; nil when none is set for it.
  ///
  /// Tell it twice as often (sd_watchdog_enabled(3)).
  ///
  /// - Parameters:
  ///   - microseconds: what `$WATCHDOG_USEC` says.
  ///   - process: what `$WATCHDOG_PID` says: the variables are inherited, the watchdog is not.
  public static func watchdogInterval(
    microseconds: String? = environmentValue("WATCHDOG_USEC"),
    process: String? = environmentValue("WATCHDOG_PID")
  ) -> Duration? {
    guard let microseconds, let number = Int64(microseconds), number > 0 else { return nil }
    if let process, Int32(process) != getpid() { return nil }
    return .microseconds(number)
  }

  /// The service is ready for its clients.
  @discardableResult
  public func ready(_ status: String? = nil) -> Bool { send("READY=1", status) }

  /// How the service is, one line for `systemctl status`; no subject codes.
  @discardableResult
  public func status(_ status: String) -> Bool { send(nil, status) }

  /// The service is alive.
  @discardableResult
  public func alive() -> Bool { send("WATCHDOG=1", nil) }

  /// The service ends.
  @discardableResult
  public func stopping(_ status: String? = nil) -> Bool { send("STOPPING=1", status) }

  /// The stop takes longer than it was given: so much time from now on, at most.
  @discardableResult
  public func extendTimeout(by time: Duration) -> Bool {
    let (seconds, attoseconds) = time.components
    let microseconds =
      max(0, min(seconds, 86_400)) * 1_000_000 + attoseconds / 1_000_000_000_000
    return send("EXTEND_TIMEOUT_USEC=\(microseconds)", nil)
  }

  private func send(_ state: String?, _ status: String?) -> Bool {
    // A line end in the status would begin another assignment.
    let line = status.map { text in
      "STATUS=" + String(text.map { $0.isNewline ? " " : $0 }.prefix(512))
    }
    return send(Array([state, line].compactMap(\.self).joined(separator: "\n").utf8))
  }

  private func send(_ bytes: [UInt8]) -> Bool {
    let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_UNIX, kind, 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var limit = timeval(tv_sec: 1, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var target = sockaddr_un()
    target.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: address) }
    let isAbstract = address.first == 0
    let length = Self.nameOffset + address.count + (isAbstract ? 0 : 1)
    let sent = withUnsafePointer(to: &target) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, socklen_t(length))
      }
    }
    return sent == bytes.count
  }

  private static let nameOffset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
  private static let longestName = MemoryLayout<sockaddr_un>.size - nameOffset
}
