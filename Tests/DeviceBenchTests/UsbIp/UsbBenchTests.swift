import DeviceBench
import DeviceSimulator
import Glibc
import Readings
import Testing

/// The bench over a real TCP connection; its turns are taken by the test, so nothing waits for time.
@Suite struct UsbBenchTests {
  private func bench(_ kinds: [UsbBenchKind] = [.stick, .footswitch]) -> UsbBench {
    let patient = VirtualPatient(
      seed: 12, pace: .treadmill(MillimetresPerSecond(536)), cap: .seconds(900), allowsRests: false)
    let devices = UsbBenchDevices(
      kinds, seed: 12, patient: patient, beltSpeed: MillimetresPerSecond(536), at: BenchClock.now)
    return UsbBench(devices)
  }

  @Test("a host asks what there is, it is told of plugged devices only")
  func list() throws {
    let bench = bench()
    let port = try bench.listen(port: 0)
    #expect(bench.obey(.plug("footswitch"), at: BenchClock.now) == "ok plugged")
    let client = try TcpClient(port: port)
    try client.send(UsbIpBytes.list)
    let answer = try client.receive(12 + 312 + 4, turning: bench)
    let head: [UInt8] = [1, 0x11, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1]
    #expect(Array(answer[..<12]) == head)
    let entry = Array(answer[12..<324])
    #expect(String(decoding: entry[256..<259], as: UTF8.self) == "1-3")
    // Bus 1, device 3, low speed, then the ids.
    let numbers: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 1, 0x0C, 0x45, 0x74, 0x03]
    #expect(Array(entry[288..<304]) == numbers)
    #expect(Array(answer[324...]) == [3, 1, 1, 0] as [UInt8])
    #expect(client.isClosed(turning: bench))
  }

  @Test("a host takes the stick, configures it and hears its start-up message; then it is gone")
  func takeStick() throws {
    let bench = bench()
    let port = try bench.listen(port: 0)
    _ = bench.obey(.plug("stick"), at: BenchClock.now)
    let client = try TcpClient(port: port)
    try client.send(UsbIpBytes.take("1-2"))
    try client.expect([1, 0x11, 0, 3, 0, 0, 0, 0], of: 320, turning: bench)
    try client.send(
      UsbIpBytes.submit(
        id: 1, endpoint: 0, toHost: false, length: 0, setup: [0, 9, 1, 0, 0, 0, 0, 0])
        + UsbIpBytes.submit(id: 2, endpoint: 1, toHost: true, length: 64))
    let configured = try client.receive(48, turning: bench)
    #expect(Array(configured.prefix(8)) == [0, 0, 0, 3, 0, 0, 0, 1] as [UInt8])
    let heard = try client.receive(48 + 5, turning: bench)
    #expect(Array(heard.prefix(8)) == [0, 0, 0, 3, 0, 0, 0, 2] as [UInt8])
    #expect(Array(heard[20..<28]) == [0, 0, 0, 0, 0, 0, 0, 5] as [UInt8])
    #expect(Array(heard[48...]) == [0xA4, 0x01, 0x6F, 0x00, 0xCA] as [UInt8])
    // Another host is refused while this one has it.
    let second = try TcpClient(port: port)
    try second.send(UsbIpBytes.take("1-2"))
    try second.expect([1, 0x11, 0, 3, 0, 0, 0, 1], of: 8, turning: bench)
    #expect(bench.obey(.unplug("stick"), at: BenchClock.now) == "ok unplugged")
    #expect(client.isClosed(turning: bench))
    #expect(
      bench.obey(.status, at: BenchClock.now) == "ok stick 1-2 unplugged, footswitch 1-3 unplugged")
  }

  @Test("a host takes a transfer back, it is told so, once")
  func unlink() throws {
    let bench = bench()
    let port = try bench.listen(port: 0)
    _ = bench.obey(.plug("footswitch"), at: BenchClock.now)
    let client = try TcpClient(port: port)
    try client.send(UsbIpBytes.take("1-3"))
    _ = try client.receive(320, turning: bench)
    let device = UsbIpBytes.word(0x10003)
    func addressed(_ bytes: [UInt8]) -> [UInt8] { Array(bytes[..<8] + device + bytes[12...]) }
    try client.send(
      addressed(
        UsbIpBytes.submit(
          id: 1, endpoint: 0, toHost: false, length: 0, setup: [0, 9, 1, 0, 0, 0, 0, 0]))
        + addressed(UsbIpBytes.submit(id: 2, endpoint: 1, toHost: true, length: 8))
        + addressed(UsbIpBytes.unlink(id: 3, target: 2))
        + addressed(UsbIpBytes.unlink(id: 4, target: 2)))
    _ = try client.receive(48, turning: bench)
    let taken = try client.receive(48, turning: bench)
    #expect(Array(taken[..<8]) == [0, 0, 0, 4, 0, 0, 0, 3] as [UInt8])
    #expect(Array(taken[20..<24]) == [0xFF, 0xFF, 0xFF, 0x98] as [UInt8])
    let late = try client.receive(48, turning: bench)
    #expect(Array(late[..<8]) == [0, 0, 0, 4, 0, 0, 0, 4] as [UInt8])
    #expect(Array(late[20..<24]) == [0, 0, 0, 0] as [UInt8])
  }

  @Test("a peer that talks nonsense, closed, and others are served on")
  func nonsense() throws {
    let bench = bench()
    let port = try bench.listen(port: 0)
    _ = bench.obey(.plug("stick"), at: BenchClock.now)
    let hostile = try TcpClient(port: port)
    try hostile.send(Array("GET / HTTP/1.1\r\nHost: bench\r\n\r\n".utf8))
    #expect(hostile.isClosed(turning: bench))
    let stranger = try TcpClient(port: port)
    try stranger.send(UsbIpBytes.take("../../etc/passwd"))
    try stranger.expect([1, 0x11, 0, 3, 0, 0, 0, 1], of: 8, turning: bench)
    let client = try TcpClient(port: port)
    try client.send(UsbIpBytes.take("1-2"))
    try client.expect([1, 0x11, 0, 3, 0, 0, 0, 0], of: 320, turning: bench)
  }

  @Test("a host speaks of a device that it has not taken, closed")
  func otherDevice() throws {
    let bench = bench()
    let port = try bench.listen(port: 0)
    _ = bench.obey(.plug("footswitch"), at: BenchClock.now)
    let client = try TcpClient(port: port)
    try client.send(UsbIpBytes.take("1-3"))
    _ = try client.receive(320, turning: bench)
    try client.send(UsbIpBytes.submit(id: 1, endpoint: 1, toHost: true, length: 8))
    #expect(client.isClosed(turning: bench))
  }

  @Test("commands are misspelled or name what is not there, answered with an error")
  func commands() {
    for line in ["", "plug", "hold 0", "hold x", "press hard", "plug a b", "quit now"] {
      #expect(UsbBenchCommand(line) == nil)
    }
    #expect(UsbBenchCommand(" hold  2500 ") == .hold(.milliseconds(2_500)))
    let bench = bench([.stick])
    #expect(bench.obey(.press, at: BenchClock.now).hasPrefix("error"))
    #expect(bench.obey(.plug("treadmill"), at: BenchClock.now).hasPrefix("error"))
    #expect(bench.obey(.unplug("stick"), at: BenchClock.now).hasPrefix("error"))
    _ = bench.obey(.plug("stick"), at: BenchClock.now)
    #expect(bench.obey(.plug("stick"), at: BenchClock.now).hasPrefix("error"))
  }

  @Test("a script, its steps in order of time; a wrong line is named")
  func script() throws {
    let script = try UsbBenchScript("# a walk\n2.5 press\n\n1 plug stick # first\n")
    #expect(script.steps.map(\.command) == [.plug("stick"), .press])
    #expect(script.steps.map(\.after) == [.seconds(1), .milliseconds(2_500)])
    let fault = #expect(throws: UsbIpFault.self) { try UsbBenchScript("1 press\nsoon press") }
    #expect(fault?.description.contains("Line 2") == true)
  }
}

/// A host's end of a TCP connection.
final class TcpClient {
  private let descriptor: Int32
  private var bytes: [UInt8] = []

  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    inet_pton(AF_INET, "127.0.0.1", &name.sin_addr)
    let isConnected = withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    try #require(isConnected)
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  }

  deinit { close(descriptor) }

  func send(_ bytes: [UInt8]) throws {
    try #require(write(descriptor, bytes, bytes.count) == bytes.count)
  }

  /// The next `count` bytes; the bench takes turns until they are there, for ten seconds at most.
  func receive(_ count: Int, turning bench: UsbBench) throws -> [UInt8] {
    _ = pump(bench) { bytes.count >= count }
    try #require(bytes.count >= count)
    defer { bytes.removeFirst(count) }
    return Array(bytes.prefix(count))
  }

  /// Receives `count` bytes and wants them to begin with `head`.
  func expect(_ head: [UInt8], of count: Int, turning bench: UsbBench) throws {
    let answer = try receive(count, turning: bench)
    #expect(Array(answer.prefix(head.count)) == head)
  }

  func isClosed(turning bench: UsbBench) -> Bool { pump(bench) { false } }

  /// Takes turns until `isEnough` or the bench has hung up; returns whether it has.
  private func pump(_ bench: UsbBench, until isEnough: () -> Bool) -> Bool {
    let end = BenchClock.now + .seconds(10)
    while BenchClock.now < end, !isEnough() {
      bench.turn(longest: .milliseconds(10))
      var chunk = [UInt8](repeating: 0, count: 4_096)
      let count = read(descriptor, &chunk, chunk.count)
      if count == 0 || (count < 0 && errno != EAGAIN) { return true }
      if count > 0 { bytes += chunk.prefix(count) }
    }
    return false
  }
}
