import DeviceSimulator
import Readings
import Testing

@Suite struct FootSwitchUsbTests {
  private func plugged() throws -> UsbHost {
    var host = UsbHost(try #require(FootSwitchUsbFunction(seed: 5, at: UsbHost.begin)))
    host.configure()
    return host
  }

  private func press(_ host: inout UsbHost) throws {
    var function = try #require(host.device.function as? FootSwitchUsbFunction)
    function.press(at: host.now)
    host.device.function = function
  }

  @Test("the switch is asked what it is, a low-speed boot keyboard with its report descriptor")
  func descriptors() throws {
    var host = try plugged()
    let answer = host.control(0x80, 6, value: 0x0200, length: 255)
    let configuration = try #require(answer?.data)
    #expect(configuration.count == 34)
    #expect(Array(configuration[14...16]) == [0x03, 0x01, 0x01])
    let endpoint: [UInt8] = [0x07, 0x05, 0x81, 0x03, 0x08, 0x00, 0x0A]
    #expect(Array(configuration[27...]) == endpoint)
    let report = host.control(0x81, 6, value: 0x2200, length: 255)?.data
    #expect(report == SimulatedFootSwitch.reportDescriptor)
    #expect(Int(configuration[25]) == report?.count)
    #expect(host.device.function.descriptors.speed == .low)
  }

  @Test("a foot presses, two reports of eight bytes come, and none before")
  func reports() throws {
    var host = try plugged()
    #expect(host.control(0x21, 0x0A, value: 0)?.outcome == .done)
    let first = host.submit(0x81, length: 8)
    host.wait(.seconds(1))
    #expect(host.complete[first] == nil)
    try press(&host)
    #expect(host.await(first)?.data == [0, 0, 0x04, 0, 0, 0, 0, 0])
    #expect(host.control(0xA1, 0x01, value: 0x0100, length: 8)?.data[2] == 0x04)
    let pressed = host.now
    let second = host.submit(0x81, length: 8)
    #expect(host.await(second)?.data == [UInt8](repeating: 0, count: 8))
    let hold = host.now - pressed
    #expect(hold >= .milliseconds(280) && hold <= .milliseconds(336))
  }

  @Test("the host sets an idle rate, the same report comes again at that rate")
  func idleRate() throws {
    var host = try plugged()
    #expect(host.control(0x21, 0x0A, value: 0x0500)?.outcome == .done)
    #expect(host.control(0xA1, 0x02, length: 1)?.data == [5])
    let begin = host.now
    let id = host.submit(0x81, length: 8)
    #expect(host.await(id)?.data == [UInt8](repeating: 0, count: 8))
    #expect(host.now - begin == .milliseconds(20))
  }

  @Test("the host sets lights and protocol, the switch keeps them until it loses power")
  func classRequests() throws {
    var host = try plugged()
    #expect(host.control(0x21, 0x09, value: 0x0200, length: 1, data: [0x02])?.outcome == .done)
    #expect((host.device.function as? FootSwitchUsbFunction)?.pedal.lights == 0x02)
    #expect(host.control(0xA1, 0x03, length: 1)?.data == [1])
    #expect(host.control(0x21, 0x0B, value: 0)?.outcome == .done)
    #expect(host.control(0xA1, 0x03, length: 1)?.data == [0])
    host.device.powerUp(at: host.now)
    #expect(host.control(0xA1, 0x03, length: 1)?.data == [1])
    #expect(host.control(0x21, 0x55)?.outcome == .stalled)
  }
}
