import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// Link and decoder together, against a willing stick.
@Suite struct FootPodDriverTests {
  typealias Output = FootPodDriver.Output
  typealias Stick = AntStickLinkTests

  static func driver() -> FootPodDriver {
    FootPodDriver(source: DeviceSource(1), plan: .footPod(), key: .publicNetwork)
  }

  static func sent(_ outputs: [Output]) -> [AntMessage] {
    outputs.compactMap { if case .action(.send(let message)) = $0 { message } else { nil } }
  }

  static func receive(
    _ driver: inout FootPodDriver, _ bytes: [UInt8], at instant: MonotonicInstant = Stick.start
  ) -> [Output] {
    var outputs: [Output] = []
    driver.receive(bytes, at: instant) { outputs.append($0) }
    return outputs
  }

  @discardableResult
  static func open(_ driver: inout FootPodDriver) -> [Output] {
    var all: [Output] = driver.begin(at: Stick.start).map { .action($0) }
    var queue = sent(all)
    while let next = queue.first {
      queue.removeFirst()
      let outputs = receive(&driver, Stick.answer(to: next).encoded)
      all += outputs
      queue += sent(outputs)
    }
    return all
  }

  @Test("first page of a pod, tracking, its readings and the requests for number and totals")
  func firstPage_everything() {
    var driver = Self.driver()
    let opening = Self.open(&driver)
    #expect(opening.last == .action(.searching))
    #expect(opening.contains(.action(.serialNumber(77))))
    let page = FootPodDecoderTests.main(0, sixteenths: 5)
    let outputs = Self.receive(&driver, FootPodDecoderTests.frame(page))
    #expect(outputs.first == .action(.tracking(FootPodDecoderTests.pod)))
    #expect(
      Self.sent(outputs) == [
        AntReport.channelIDRequest, FootPodDecoder.totalsRequest(channel: 0),
      ])
    #expect(Self.sent(outputs).last?.payload == bytes(hex: "00 46 FF FF FF FF 04 10 01"))
    let readings = outputs.count { if case .report(.reading) = $0 { true } else { false } }
    #expect(readings == 3)
    #expect(driver.decoder.counts.messages == 12)
  }

  @Test("pages that the stick held from an earlier session, not read before the channel is open")
  func stalePages_notRead() {
    var driver = Self.driver()
    _ = driver.begin(at: Stick.start)
    let frame = FootPodDecoderTests.frame(FootPodDecoderTests.main(0, sixteenths: 5))
    for output in Self.receive(&driver, frame + frame) {
      guard case .action(.ignored) = output else {
        Issue.record("\(output)")
        continue
      }
    }
    #expect(driver.decoder.counts.packets == 0)
  }

  @Test("stick lost and back in a walk, the pod's counters carry the distance over the gap")
  func stickLost_distanceCarried() {
    var driver = Self.driver()
    Self.open(&driver)
    _ = Self.receive(
      &driver, FootPodDecoderTests.frame(FootPodDecoderTests.main(0, sixteenths: 5)))
    #expect(driver.lost() == [])
    #expect(driver.deadline == nil)
    Self.open(&driver)
    let later = FootPodDecoderTests.frame(FootPodDecoderTests.main(30, sixteenths: 5 + 720))
    let outputs = Self.receive(&driver, later, at: Stick.start + .seconds(30))
    let distances = outputs.compactMap { output -> Int64? in
      guard case .report(.reading(let reading)) = output, reading.value.channel == .distance,
        reading.isContinuous
      else { return nil }
      return reading.value.integer
    }
    #expect(distances == [45_000_000])
  }
}

extension AntReport {
  /// The request for the id of channel 0.
  static var channelIDRequest: AntMessage {
    AntMessage(.requestMessage, payload: [0, 0x51]) ?? AntReport.startUp(reason: 0).message
  }
}
