import Foundation
import Glibc
import SiteConfiguration
import Testing

/// A datagram socket that listens as systemd does.
private final class Listener {
  private let descriptor: Int32

  /// - Parameter name: as `$NOTIFY_SOCKET` spells it.
  init(_ name: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    try #require(descriptor >= 0)
    var limit = timeval(tv_sec: 5, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(name.utf8)
    let isAbstract = name.hasPrefix("@")
    if isAbstract { bytes[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let length = 2 + bytes.count + (isAbstract ? 0 : 1)
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(length))
      }
    }
    try #require(bound == 0, "\(String(cString: strerror(errno)))")
  }

  deinit { close(descriptor) }

  /// The next datagram; nil when there is none for five seconds.
  func next() -> String? {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}

@Suite("What systemd is told")
struct SystemdNoticeTests {
  @Test(
    "each notice, one datagram of assignments, by a path and by an abstract name",
    arguments: [true, false])
  func notices(isAbstract: Bool) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/notice-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let name = isAbstract ? "@walktest/\(UUID().uuidString)" : folder + "/notify"
    let listener = try Listener(name)
    let notice = try #require(SystemdNotice(socket: name))
    #expect(notice.ready("2 devices"))
    #expect(listener.next() == "READY=1\nSTATUS=2 devices")
    #expect(notice.ready())
    #expect(listener.next() == "READY=1")
    #expect(notice.status("walk\nREADY=1"))
    #expect(listener.next() == "STATUS=walk READY=1")
    #expect(notice.alive())
    #expect(listener.next() == "WATCHDOG=1")
    #expect(notice.extendTimeout(by: .milliseconds(1_500)))
    #expect(listener.next() == "EXTEND_TIMEOUT_USEC=1500000")
    #expect(notice.stopping("sealing"))
    #expect(listener.next() == "STOPPING=1\nSTATUS=sealing")
  }

  @Test("a path of the greatest length, heard; one byte more, nobody")
  func longest() throws {
    let name = "@" + String(repeating: "n", count: 107)
    let listener = try Listener(name)
    #expect(try #require(SystemdNotice(socket: name)).alive())
    #expect(listener.next() == "WATCHDOG=1")
    #expect(SystemdNotice(socket: name + "n") == nil)
    #expect(SystemdNotice(socket: "/" + String(repeating: "n", count: 107)) == nil)
    #expect(SystemdNotice(socket: "/" + String(repeating: "n", count: 106)) != nil)
  }

  @Test("no socket named, or no name of a socket, nobody", arguments: [nil, "", "@", "/", "x/y"])
  func nobody(name: String?) {
    #expect(SystemdNotice(socket: name) == nil)
  }

  @Test("a socket that nobody listens to, false and nothing worse")
  func unheard() throws {
    let notice = try #require(SystemdNotice(socket: "/nowhere/\(UUID().uuidString)"))
    #expect(!notice.ready())
    #expect(!notice.alive())
  }

  @Test("a listener that does not read, false within a bounded time")
  func full() throws {
    let name = "@walktest/\(UUID().uuidString)"
    let listener = try Listener(name)
    let notice = try #require(SystemdNotice(socket: name))
    var heard = 0
    while heard < 10_000, notice.alive() { heard += 1 }
    #expect(heard > 0 && heard < 10_000)
    #expect(listener.next() == "WATCHDOG=1")
  }

  @Test("the watchdog's time, for this process only and only when it is a time")
  func watchdog() {
    let own = String(getpid())
    func interval(_ microseconds: String?, _ process: String?) -> Duration? {
      SystemdNotice.watchdogInterval(microseconds: microseconds, process: process)
    }
    #expect(interval("15000000", own) == .seconds(15))
    #expect(interval("15000000", nil) == .seconds(15))
    #expect(interval("15000000", "1") == nil)
    #expect(interval("15000000", "x") == nil)
    #expect(interval(nil, own) == nil)
    #expect(interval("0", own) == nil)
    #expect(interval("-1", own) == nil)
    #expect(interval("soon", own) == nil)
  }
}
