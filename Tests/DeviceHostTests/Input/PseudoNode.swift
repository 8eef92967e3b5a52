import DeviceHost
import Foundation
import Glibc
import Synchronization
import Testing

/// A device node that a test plays: the node is a raw pseudo-terminal under the name that the device
/// would have, with the sysfs files beside it. It hangs up as a device does that is unplugged.
final class PseudoNode {
  let path: String
  let sysfs: String
  private let scratch: ScratchFolder
  private var master: Int32

  /// A node `name` (`hidraw3`) whose device describes its reports so.
  init(_ name: String, reportDescriptor: [UInt8] = []) throws {
    scratch = try ScratchFolder()
    sysfs = scratch.path + "/sys"
    path = scratch.path + "/" + name
    try scratch.write(
      reportDescriptor, to: "sys/class/hidraw/\(name)/device/report_descriptor")
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (unlocked, number) = (Int32(0), Int32(0))
    var settings = termios()
    // TIOCSPTLCK and TIOCGPTN, macros that Swift does not see.
    try #require(master >= 0 && ioctl(master, 0x4004_5431, &unlocked) == 0)
    try #require(ioctl(master, 0x8004_5430, &number) == 0)
    try #require(tcgetattr(master, &settings) == 0)
    cfmakeraw(&settings)
    try #require(tcsetattr(master, TCSANOW, &settings) == 0)
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: "/dev/pts/\(number)")
  }

  deinit { unplug() }

  /// Delivers bytes to whoever has the node open.
  func deliver(_ bytes: [UInt8]) {
    #expect(write(master, bytes, bytes.count) == bytes.count)
  }

  /// What was written to the node, as soon as there are `count` bytes; fewer after five seconds.
  func written(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var wait = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    while bytes.count < count, poll(&wait, 1, 5_000) > 0 {
      var chunk = [UInt8](repeating: 0, count: count - bytes.count)
      let read = Glibc.read(master, &chunk, chunk.count)
      guard read > 0 else { break }
      bytes += chunk.prefix(read)
    }
    return bytes
  }

  /// Waits until nobody has the node open any more; false after five seconds.
  func isReleased() -> Bool {
    var wait = pollfd(fd: master, events: 0, revents: 0)
    return poll(&wait, 1, 5_000) > 0 && wait.revents & Int16(POLLHUP) != 0
  }

  /// The device goes away.
  func unplug() {
    guard master >= 0 else { return }
    close(master)
    master = -1
  }
}

/// What a port told, for a test that waits for it.
final class PortLog: Sendable {
  private let events = Mutex<[PortEvent]>([])
  private let arrived = DispatchSemaphore(value: 0)

  /// Where the port puts its events.
  func note(_ event: PortEvent) {
    events.withLock { $0.append(event) }
    arrived.signal()
  }

  /// All events until now.
  var all: [PortEvent] { events.withLock { $0 } }

  /// All bytes until now.
  var bytes: [UInt8] {
    all.flatMap { event -> [UInt8] in
      if case .bytes(let bytes, _) = event { bytes } else { [] }
    }
  }

  /// All faults until now.
  var faults: [PortFault.Code] {
    all.compactMap { if case .broken(let fault, _) = $0 { fault.code } else { nil } }
  }

  /// Waits until what was told satisfies `condition`; false after five seconds without news.
  func wait(until condition: (PortLog) -> Bool) -> Bool {
    while !condition(self) {
      guard arrived.wait(timeout: .now() + .seconds(5)) == .success else { return condition(self) }
    }
    return true
  }
}
