import DeviceSimulator
import Readings
import Testing

@Suite struct StickUsbTests {
  private func plugged(_ stick: SimulatedStick? = nil) throws -> UsbHost {
    let stick = stick ?? SimulatedStick(seed: 1, pods: [], at: UsbHost.begin)
    var host = UsbHost(try #require(StickUsbFunction(stick, serial: "112")))
    host.device.powerUp(at: host.now)
    return host
  }

  @Test("a stick is asked for its descriptors, it has those of a real ANTUSB2")
  func descriptors() throws {
    var host = try plugged()
    let device = host.control(0x80, 6, value: 0x0100, length: 18)?.data
    let real: [UInt8] = [
      0x12, 0x01, 0x00, 0x02, 0x00, 0x00, 0x00, 0x20, 0xCF, 0x0F, 0x08, 0x10, 0x00, 0x01, 0x01,
      0x02, 0x03, 0x01,
    ]
    #expect(device == real)
    let head = host.control(0x80, 6, value: 0x0200, length: 9)?.data
    #expect(head == [0x09, 0x02, 0x20, 0x00, 0x01, 0x01, 0x02, 0x80, 0x32])
    #expect(host.control(0x80, 6, value: 0x0200, length: 255)?.data.count == 32)
    #expect(host.control(0x80, 6, value: 0x0300, length: 255)?.data == [4, 3, 9, 4])
    let serial = host.control(0x80, 6, value: 0x0303, index: 0x0409, length: 255)?.data
    #expect(serial == [8, 3, 0x31, 0, 0x31, 0, 0x32, 0])
    #expect(host.control(0x80, 6, value: 0x0309, length: 255)?.outcome == .stalled)
    #expect(host.control(0x80, 6, value: 0x2200, length: 255)?.outcome == .stalled)
  }

  @Test("the host resets the radio, the start-up message ends the waiting transfer")
  func reset() throws {
    var host = try plugged()
    host.configure()
    let first = host.submit(0x81)
    #expect(host.await(first)?.data == [0xA4, 0x01, 0x6F, 0x00, 0xCA])
    let second = host.submit(0x81)
    let command = host.submit(0x01, data: [0xA4, 0x01, 0x4A, 0x00, 0xEF])
    #expect(host.complete[command]?.count == 5)
    #expect(host.complete[second] == nil)
    #expect(host.await(second)?.data == [0xA4, 0x01, 0x6F, 0x20, 0xEA])
  }

  @Test("nobody has configured the stick, its endpoints refuse")
  func unconfigured() throws {
    var host = try plugged()
    let id = host.submit(0x81)
    #expect(host.complete[id]?.outcome == .stalled)
  }

  @Test("an endpoint is halted, transfers stall until the host clears it")
  func halt() throws {
    var host = try plugged()
    host.configure()
    #expect(host.control(0x02, 3, value: 0, index: 0x81)?.outcome == .done)
    #expect(host.control(0x82, 0, index: 0x81, length: 2)?.data == [1, 0])
    let refused = host.submit(0x81)
    #expect(host.complete[refused]?.outcome == .stalled)
    #expect(host.control(0x02, 1, value: 0, index: 0x81)?.outcome == .done)
    let taken = host.submit(0x81)
    #expect(host.await(taken)?.outcome == .done)
  }

  @Test("a waiting transfer is taken back, it never completes")
  func unlink() throws {
    var host = try plugged()
    host.configure()
    let id = host.submit(0x81)
    let isTaken = host.device.unlink(id)
    let isTakenTwice = host.device.unlink(id)
    #expect(isTaken)
    #expect(!isTakenTwice)
    host.wait(.seconds(1))
    #expect(host.complete[id] == nil)
    // What the stick said meanwhile waits for the next one.
    let next = host.submit(0x81)
    #expect(host.complete[next]?.data == [0xA4, 0x01, 0x6F, 0x00, 0xCA])
  }

  @Test("a host reads byte by byte, it overflows instead of losing silently")
  func overflow() throws {
    var host = try plugged()
    host.configure()
    let id = host.submit(0x81, length: 1)
    let completion = host.await(id)
    #expect(completion?.outcome == .overflowed)
    #expect(completion?.data == [0xA4])
  }

  @Test("a host queues without end, it is refused and not remembered")
  func queue() throws {
    var host = try plugged()
    host.configure()
    for _ in 0..<SimulatedUsbDevice.longestQueue { host.submit(0x81) }
    #expect(host.complete.count == 1)
    let id = host.submit(0x81)
    #expect(host.complete[id]?.outcome == .stalled)
  }

  @Test("the stick is pulled out and plugged in, channels are forgotten and start-up is told")
  func replug() throws {
    var host = try plugged()
    host.configure()
    let start = host.submit(0x81)
    #expect(host.await(start) != nil)
    host.submit(0x01, data: [0xA4, 0x03, 0x42, 0x00, 0x00, 0x00, 0xE5])
    let done = host.submit(0x81)
    #expect(host.await(done)?.data == [0xA4, 0x03, 0x40, 0x00, 0x42, 0x00, 0xA5])
    host.device.powerUp(at: host.now)
    host.configure()
    let again = host.submit(0x81)
    #expect(host.await(again)?.data == [0xA4, 0x01, 0x6F, 0x00, 0xCA])
    // Assigned before; a stick that remembered would answer "wrong state".
    host.submit(0x01, data: [0xA4, 0x03, 0x42, 0x00, 0x00, 0x00, 0xE5])
    let free = host.submit(0x81)
    #expect(host.await(free)?.data == [0xA4, 0x03, 0x40, 0x00, 0x42, 0x00, 0xA5])
  }
}
