import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// The driver's channel, and the key that it needs.
@Suite struct FeTreadmillDriverTests {
  typealias Stick = AntStickLinkTests

  @Test("channel of a treadmill, type 17, period 8192, 2457 MHz")
  func plan_profile() {
    var driver = FeTreadmillDriver(
      source: DeviceSource(1), plan: .treadmill(deviceNumber: 0x0A2C), key: .publicNetwork)
    var sent = FootPodDriverTests.sent(driver.begin(at: Stick.start).map { .action($0) })
    var all = sent
    while let next = sent.first {
      sent.removeFirst()
      var outputs: [AntDriverOutput] = []
      driver.receive(Stick.answer(to: next).encoded, at: Stick.start) { outputs.append($0) }
      sent += FootPodDriverTests.sent(outputs)
      all += FootPodDriverTests.sent(outputs)
    }
    let payloads = Dictionary(all.map { ($0.id, $0.payload) }) { first, _ in first }
    #expect(payloads[.channelID] == [0, 0x2C, 0x0A, 0x11, 0])
    #expect(payloads[.channelPeriod] == [0, 0x00, 0x20])
    #expect(payloads[.radioFrequency] == [0, 57])
    #expect(payloads[.assignChannel] == [0, 0, 0])
    #expect(driver.link.isOpen)
  }

  @Test("both ANT+ drivers of a choice, made and decoded under their own names")
  func choices_made() throws {
    let key = AntNetworkKey.publicNetwork
    for driver in [DriverID.antTreadmill, .csafe] {
      let choice = DriverChoice(driver: driver)
      #expect(choice.makeDriver(source: DeviceSource(1), networkKey: key) != nil)
      #expect(choice.makeDecoder(source: DeviceSource(1)) != nil)
    }
    let choice = DriverChoice(driver: .antTreadmill, antDeviceNumber: 77)
    let driver = choice.makeDriver(source: DeviceSource(1), networkKey: key)
    #expect((driver as? FeTreadmillDriver)?.link.plan == .treadmill(deviceNumber: 77))
  }

  @Test(
    "an ANT+ device without a network key, a fault that names the file, its owner and the source")
  func noKey_fault() throws {
    for driver in [DriverID.antFootPod, .antTreadmill] {
      let fault = try #require(DriverChoice(driver: driver).fault(of: .publicNetwork))
      #expect(fault.code == .networkKeyMissing)
      for part in ["/etc/walktest/ant-network-key", "root", "16", "ANT+ adopter agreement"] {
        #expect(fault.description.contains(part))
      }
    }
    #expect(DriverChoice(driver: .csafe).fault(of: .publicNetwork) == nil)
    let key = try #require(AntNetworkKey([1, 2, 3, 4, 5, 6, 7, 8]))
    #expect(DriverChoice(driver: .antFootPod).fault(of: key) == nil)
  }

  @Test("a key file, read only when it holds exactly 16 hexadecimal digits")
  func keyFile_exact() throws {
    let key = try #require(AntNetworkKey(hexadecimal: "0102030405060708\n"))
    #expect(!key.isPublic && AntNetworkKey.publicNetwork.isPublic)
    #expect("\(key)" == "network key set")
    // The key reaches the stick as it stands in the file.
    var link = AntStickLink(plan: .treadmill(), key: key)
    var sent = link.begin(at: Stick.start)
    var keyed: [UInt8] = []
    while let action = sent.first {
      sent.removeFirst()
      guard case .send(let message) = action else { continue }
      if message.id == .networkKey { keyed = message.payload }
      sent += link.receive(Stick.answer(to: message), at: Stick.start)
    }
    #expect(keyed == [0, 1, 2, 3, 4, 5, 6, 7, 8])
    #expect(AntNetworkKey(hexadecimal: " aBcDeF0123456789 ") != nil)
    for text in [
      "", "0102", "010203040506070", "01020304050607080", "0102030405060708 1",
      "01 02 03 04 05 06 07 08",
      "01020304050607zz", "０102030405060708",
    ] {
      #expect(AntNetworkKey(hexadecimal: text) == nil, "\(text)")
    }
  }
}
