import CLinuxIO
import DeviceProtocols
import Foundation
import Readings
import Testing

@testable import DeviceHost

/// The serial port over a pseudo-terminal, with the test as the machine at its other end.
@Suite(.serialized)
struct SerialPortTests {
  @Test("bytes go both ways untouched, control characters included")
  func bothWays() throws {
    let line = try PseudoTerminal()
    let heard = Heard()
    let loop = try EventLoop()
    defer { loop.stop() }
    let port = try SerialPort(
      path: line.path, line: SerialLine(baud: 4_800, raisesModemLines: true), loop: loop,
      sink: heard.take)
    let all = (0...255).map { UInt8($0) }
    let before = EventLoop.now
    try line.write(all)
    let (bytes, stamp) = try heard.bytes(count: 256)
    #expect(bytes == all)
    #expect(stamp >= before && stamp <= EventLoop.now)
    port.send(all)
    #expect(try line.read(count: 256) == all)
    port.close()
  }

  @Test("every line speed of a known device, is set; another one is refused in a sentence")
  func speeds() throws {
    let loop = try EventLoop()
    defer { loop.stop() }
    for (baud, speed) in [(4_800, B4800), (9_600, B9600), (115_200, B115200)] {
      let line = try PseudoTerminal()
      let port = try SerialPort(
        path: line.path, line: SerialLine(baud: baud), loop: loop, sink: { _ in })
      var settings = termios()
      tcgetattr(line.machine, &settings)
      #expect(cfgetospeed(&settings) == speed_t(speed))
      #expect(settings.c_lflag & tcflag_t(ICANON | ECHO | ISIG) == 0)
      port.close()
    }
    let line = try PseudoTerminal()
    let fault = #expect(throws: PortFault.self) {
      try SerialPort(path: line.path, line: SerialLine(baud: 12_345), loop: loop, sink: { _ in })
    }
    #expect(fault?.code == .system && fault?.description.contains("12345 baud") == true)
  }

  @Test("the machine hangs up, is told once, after what came before, and nothing spins")
  func hangUp() throws {
    let line = try PseudoTerminal()
    let heard = Heard()
    let loop = try EventLoop()
    defer { loop.stop() }
    let port = try SerialPort(
      path: line.path, line: SerialLine(baud: 9_600), loop: loop, sink: heard.take)
    try line.write([0xD1])
    #expect(try heard.bytes(count: 1).bytes == [0xD1])
    line.hangUp()
    #expect(try heard.fault().code == .unplugged)
    // The loop is alive, has nothing to do, and a dead line takes bytes without harm.
    port.send([0xC1])
    let calls = loop.roundTrips(20)
    #expect(calls == 20)
    #expect(heard.faults == 1)
    port.close()
    port.close()
  }

  @Test("another holder of the line, is busy for both; closed, it is free and as it was")
  func exclusive() throws {
    let line = try PseudoTerminal()
    let loop = try EventLoop()
    defer { loop.stop() }
    var before = termios()
    tcgetattr(line.machine, &before)
    let open = { () throws -> SerialPort in
      try SerialPort(path: line.path, line: SerialLine(baud: 4_800), loop: loop, sink: { _ in })
    }
    let port = try open()
    #expect(#expect(throws: PortFault.self) { try open() }?.code == .busy)
    port.close()
    var after = termios()
    tcgetattr(line.machine, &after)
    #expect(after.c_lflag == before.c_lflag && after.c_iflag == before.c_iflag)
    // Another program that claimed it first, as TIOCEXCL does for programs without flock.
    let other = Glibc.open(line.path, O_RDWR | O_NOCTTY)
    _ = linuxio_tty_claim(other)
    #expect(#expect(throws: PortFault.self) { try open() }?.code == .busy)
    _ = linuxio_tty_release(other)
    Glibc.close(other)
    try open().close()
  }

  @Test("no node, and a node that is no line, are refused for what they are")
  func noLine() throws {
    let directory = try TemporaryDirectory()
    let loop = try EventLoop()
    defer { loop.stop() }
    try Data().write(to: URL(filePath: directory.path + "/file"))
    for (name, code) in [("none", PortFault.Code.absent), ("file", .notTheDevice)] {
      let fault = #expect(throws: PortFault.self) {
        try SerialPort(
          path: directory.path + "/" + name, line: SerialLine(baud: 4_800), loop: loop,
          sink: { _ in })
      }
      #expect(fault?.code == code)
    }
  }

  @Test("the machine reads nothing, sending never waits, and too much unsent breaks the line")
  func noReader() throws {
    let line = try PseudoTerminal()
    let heard = Heard()
    let loop = try EventLoop()
    defer { loop.stop() }
    let port = try SerialPort(
      path: line.path, line: SerialLine(baud: 9_600), loop: loop, sink: heard.take)
    // More than any buffer of a pseudo-terminal.
    for _ in 0..<4_000 where heard.faults == 0 { port.send([UInt8](repeating: 0xC1, count: 64)) }
    #expect(try heard.fault().code == .stalled)
    port.close()
  }

  @Test("what the line did not take at first, is sent in order when it does")
  func lateReader() throws {
    let line = try PseudoTerminal()
    let heard = Heard()
    let loop = try EventLoop()
    defer { loop.stop() }
    let port = try SerialPort(
      path: line.path, line: SerialLine(baud: 9_600), loop: loop, sink: heard.take)
    // Fill the kernel's buffer to the brim from the machine's own node, then send over it.
    let filler = Glibc.open(line.path, O_WRONLY | O_NOCTTY | O_NONBLOCK)
    defer { Glibc.close(filler) }
    var filled = 0
    let chunk = [UInt8](repeating: 0x55, count: 256)
    while case let count = Glibc.write(filler, chunk, chunk.count), count > 0 { filled += count }
    let message = (0..<200).map { UInt8($0) }
    port.send(message)
    let all = try line.read(count: filled + message.count)
    #expect(Array(all.suffix(message.count)) == message)
    #expect(heard.faults == 0)
    port.close()
  }
}
