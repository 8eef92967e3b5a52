import DeviceProtocols
import DeviceSimulator
import Readings
import Testing

@Suite struct FtdiUsbTests {
  /// Answers each byte with `answer`, at once.
  private struct Talker: SimulatedDevice {
    var answer: [UInt8]
    private var due: [(bytes: [UInt8], at: MonotonicInstant)] = []
    private(set) var heard: [UInt8] = []
    var isAttached: Bool { true }
    var nextEvent: MonotonicInstant? { due.first?.at }

    init(answer: [UInt8]) { self.answer = answer }

    mutating func receive(hostBytes: [UInt8], at instant: MonotonicInstant) {
      heard += hostBytes
      due.append((answer, instant))
    }

    mutating func advance(
      to instant: MonotonicInstant
    ) -> [(bytes: [UInt8], at: MonotonicInstant)] {
      defer { due = [] }
      return due
    }
  }

  /// A chip whose host has opened it at 9600 8N1, as the kernel's driver does.
  private func opened(_ answer: [UInt8] = [0x41]) throws -> UsbHost {
    var host = UsbHost(
      try #require(
        FtdiUsbFunction(Talker(answer: answer), serial: "TM0001", baud: 9_600, at: UsbHost.begin)))
    host.configure()
    #expect(host.control(0x40, 3, value: 0x4138, index: 0)?.outcome == .done)
    #expect(host.control(0x40, 4, value: 8)?.outcome == .done)
    return host
  }

  @Test(
    "divisors of the kernel's table, the rates they stand for",
    arguments: [
      (0x0271, 0, 4_800), (0x4138, 0, 9_600), (0x809C, 0, 19_200), (0xC04E, 0, 38_400),
      (0x0034, 0, 57_692), (0x001A, 0, 115_384), (0, 0, 3_000_000), (1, 0, 2_000_000),
      (0x000D, 0, 230_769),
    ])
  func divisors(value: Int, index: Int, baud: Int) throws {
    var host = try opened()
    #expect(host.control(0x40, 3, value: UInt16(value), index: UInt16(index))?.outcome == .done)
    // Seen from outside: only a host at the device's rate, within three per cent, is understood.
    var function = try #require(
      FtdiUsbFunction(Talker(answer: [0x41]), serial: "A", baud: baud, at: UsbHost.begin))
    _ = function.answer(
      UsbSetup(
        requestType: 0x40, request: 3, value: UInt16(value), index: UInt16(index), length: 0),
      data: [], at: UsbHost.begin)
    function.receive([0x01], endpoint: 0x02, at: UsbHost.begin)
    #expect((function.device as? Talker)?.heard == [0x01])
    var other = try #require(
      FtdiUsbFunction(Talker(answer: [0x41]), serial: "A", baud: baud * 2, at: UsbHost.begin))
    _ = other.answer(
      UsbSetup(
        requestType: 0x40, request: 3, value: UInt16(value), index: UInt16(index), length: 0),
      data: [], at: UsbHost.begin)
    other.receive([0x01], endpoint: 0x02, at: UsbHost.begin)
    #expect((other.device as? Talker)?.heard == [])
  }

  @Test("the line is idle, a packet has two status bytes and nothing else")
  func idle() throws {
    var host = try opened()
    let id = host.submit(0x81, length: 512)
    #expect(host.await(id)?.data == [0x01, 0x60])
  }

  @Test("the device answers, the answer comes after two status bytes when the latency timer ends")
  func latency() throws {
    var host = try opened([0x42, 0x43])
    let idle = host.submit(0x81, length: 512)
    #expect(host.await(idle) != nil)
    let id = host.submit(0x81, length: 512)
    host.submit(0x02, data: [0xD0])
    host.wait(.milliseconds(15))
    #expect(host.complete[id] == nil)
    host.wait(.milliseconds(1))
    #expect(host.complete[id]?.data == [0x01, 0x60, 0x42, 0x43])
  }

  @Test("the host sets the timer to 1 ms, answers come after 1 ms and the timer reads back")
  func latencyOfOne() throws {
    var host = try opened()
    #expect(host.control(0xC0, 0x0A, length: 1)?.data == [16])
    #expect(host.control(0x40, 0x09, value: 1)?.outcome == .done)
    #expect(host.control(0x40, 0x09, value: 0)?.outcome == .stalled)
    #expect(host.control(0xC0, 0x0A, length: 1)?.data == [1])
    let idle = host.submit(0x81, length: 512)
    #expect(host.await(idle) != nil)
    let id = host.submit(0x81, length: 512)
    host.submit(0x02, data: [0xD0])
    host.wait(.milliseconds(1))
    #expect(host.complete[id]?.data == [0x01, 0x60, 0x41])
  }

  @Test("a long answer, every packet of 64 has its own status bytes")
  func longAnswer() throws {
    let answer = (0..<100).map { UInt8($0) }
    var host = try opened(answer)
    let id = host.submit(0x81, length: 512)
    host.submit(0x02, data: [0xD0])
    // A full packet does not end the transfer; the rest follows when the timer ends.
    #expect(host.complete[id] == nil)
    let data = host.await(id)?.data
    let status: [UInt8] = [0x01, 0x60]
    let expected: [UInt8] = status + answer[..<62] + status + answer[62...]
    #expect(data == expected)
  }

  @Test("nobody reads, the chip keeps 256 bytes and says that it lost some")
  func overrun() throws {
    var host = try opened([UInt8](repeating: 0x55, count: 200))
    host.submit(0x02, data: [0xD0])
    host.submit(0x02, data: [0xD0])
    var payload = 0
    var status: [UInt8] = []
    for _ in 0..<5 {
      let id = host.submit(0x81, length: 64)
      let completion = host.await(id)
      let data = try #require(completion?.data)
      payload += data.count - 2
      status.append(data[1])
    }
    #expect(payload == 256)
    #expect(status == [0x62, 0x60, 0x60, 0x60, 0x60])
  }

  @Test("the host speaks at another rate, it is not understood and sees framing errors")
  func wrongRate() throws {
    var host = try opened()
    host.submit(0x02, data: [0xD0])
    _ = host.control(0x40, 3, value: 0x0271)
    host.submit(0x02, data: [0xD0])
    let id = host.submit(0x81, length: 64)
    let packet = host.await(id)
    // What was answered before the change was not lost, but nothing came after it.
    #expect(packet?.data == [0x01, 0x60, 0x41])
    let talker = try #require((host.device.function as? FtdiUsbFunction)?.device as? Talker)
    #expect(talker.heard == [0xD0])
  }

  @Test("the kernel asks for pins and modem lines, it gets those of an idle chip")
  func requests() throws {
    var host = try opened()
    #expect(host.control(0xC0, 0x05, length: 2)?.data == [0x01, 0x60])
    #expect(host.control(0xC0, 0x90, index: 0x0A, length: 2)?.data == [0x23, 0x10])
    #expect(host.control(0x40, 0x01, value: 0x0303)?.outcome == .done)
    #expect(host.control(0x40, 0x00, value: 0)?.outcome == .done)
    #expect(host.control(0x40, 0x00, value: 7)?.outcome == .stalled)
    #expect(host.control(0xC0, 0x77, length: 2)?.outcome == .stalled)
  }

  @Test("a Trackmaster is asked for its speed, it answers through the chip")
  func treadmill() throws {
    let variant = TrackmasterVariant.trackmasterTMX
    let treadmill = SimulatedTrackmaster(seed: 3, variant: variant, at: UsbHost.begin)
    var host = UsbHost(
      try #require(
        FtdiUsbFunction(treadmill, serial: "TM0001", baud: variant.baud, at: UsbHost.begin)))
    host.configure()
    _ = host.control(0x40, 3, value: 0x0271)
    host.submit(0x02, data: [0xC1])
    var answer: [UInt8] = []
    for _ in 0..<10 where answer.count < 5 {
      let id = host.submit(0x81, length: 512)
      let completion = host.await(id)
      answer += try #require(completion?.data).dropFirst(2)
    }
    let standing: [UInt8] = [0xD1] + Array("0000".utf8)
    #expect(answer == standing)
  }
}
