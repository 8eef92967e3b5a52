import DeviceProtocols
import Readings
import Testing

/// The polling of a console, action by action.
@Suite struct CsafeDriverTests {
  static let start = MonotonicInstant(microseconds: 1_000_000)

  static func collect(_ body: ((DriverAction) -> Void) -> Void) -> [DriverAction] {
    var actions: [DriverAction] = []
    body { actions.append($0) }
    return actions
  }

  @Test("all that can be sent, questions only: no set, no go, no reset")
  func requests_onlyQuestions() {
    for request in CsafeRequest.allCases {
      let id = request.rawValue
      #expect(id == 0x80 || (0x91...0x9D).contains(id) || (0xA0...0xAC).contains(id))
      #expect(request.message.bytes == [0xF1, id, id, 0xF2])
      #expect(CsafeRequest(wire: request.message.bytes) == request)
    }
    for id in (0x20...0x36).map(UInt8.init) + (0x81...0x88).map(UInt8.init) {
      #expect(CsafeRequest(rawValue: id) == nil)
      #expect(CsafeRequest(wire: [0xF1, id, id, 0xF2]) == nil)
    }
  }

  @Test("the port opened, searching and the first question at once")
  func begin_asks() {
    var driver = CsafeDriver(source: DeviceSource(1))
    let actions = Self.collect { driver.begin(at: Self.start, $0) }
    #expect(actions == [.link(.searching), .send(CsafeRequest.version.message)])
    #expect(driver.deadline == Self.start + CsafeDriver.answerTime)
  }

  @Test("answered, the next question 50 ms later and not before")
  func answered_pauses() {
    var driver = CsafeDriver(source: DeviceSource(1))
    _ = Self.collect { driver.begin(at: Self.start, $0) }
    let heard = Self.start + .milliseconds(30)
    let answer = CsafeDeframerTests.frame([0x81, 0x91, 5, 9, 2, 6, 9, 11])
    let actions = Self.collect { driver.receive(answer, at: heard, $0) }
    #expect(actions.contains(.link(.streaming)))
    #expect(!actions.contains { if case .send = $0 { true } else { false } })
    #expect(driver.deadline == heard + .milliseconds(50))
    #expect(Self.collect { driver.tick(at: heard + .milliseconds(49), $0) } == [])
    #expect(
      Self.collect { driver.tick(at: heard + .milliseconds(50), $0) }
        == [.send(CsafeRequest.serial.message)])
  }

  @Test("silent from the beginning, opened anew once after ten questions and asked on")
  func silent_reopens() {
    var driver = CsafeDriver(source: DeviceSource(1))
    var actions = Self.collect { driver.begin(at: Self.start, $0) }
    while let next = driver.deadline { actions += Self.collect { driver.tick(at: next, $0) } }
    #expect(actions.count { if case .send = $0 { true } else { false } } == 10)
    guard case .reopen(let fault)? = actions.last else {
      Issue.record("\(actions)")
      return
    }
    #expect(fault.code == .noAnswer && fault.description.contains("switched on"))
  }

  @Test("ten answers in a row that are no frames, another device than configured")
  func noise_otherProtocol() {
    var driver = CsafeDriver(source: DeviceSource(1))
    var actions = Self.collect { driver.begin(at: Self.start, $0) }
    for _ in 0..<20 {
      guard let next = driver.deadline else { break }
      actions += Self.collect { driver.receive([0x30, 0x31], at: next - .milliseconds(5), $0) }
      actions += Self.collect { driver.tick(at: next, $0) }
    }
    guard case .reopen(let fault)? = actions.last else {
      Issue.record("\(actions)")
      return
    }
    #expect(fault.code == .otherProtocol)
  }

  @Test("released, nothing is sent and no question follows")
  func close_quiet() {
    var driver = CsafeDriver(source: DeviceSource(1))
    _ = Self.collect { driver.begin(at: Self.start, $0) }
    #expect(Self.collect { driver.close(at: Self.start, $0) } == [.closed(clean: true)])
    #expect(driver.deadline == nil)
    #expect(Self.collect { driver.tick(at: Self.start + .seconds(60), $0) } == [])
  }
}
