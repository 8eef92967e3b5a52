import Readings
import Testing

@testable import DeviceProtocols

@Suite("Nothing that can be sent moves a belt")
struct ReadOnlyTests {
  /// One choice for each driver and variant of the compiled table, and for each transmitter a stick
  /// hears.
  static let choices: [DriverChoice] = DriverTable.all.flatMap { device in
    device.drivers.flatMap { driver in
      (device.variants.isEmpty ? [""] : device.variants.map(\.id)).map {
        DriverChoice(driver: driver, variant: $0)
      }
    }
  }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }

  /// Every message that the codecs of a driver can make, from their closed lists.
  static func closedList(_ driver: DriverID) -> Set<HostMessage> {
    switch driver {
    case .trackmaster: Set(TrackmasterRequest.allCases.map(\.message))
    case .csafe: Set(CsafeRequest.allCases.map(\.message))
    case .lifespan: Set(LifespanRequest.allCases.map(\.message))
    case .bigRedButton: [.bigRedButtonPoll]
    case .xkeys: [.xkeysGenerateData]
    case .button, .hidButton, .antFootPod, .antTreadmill: []
    }
  }

  @Test("the judge itself, not blind: what moves a belt is objected to")
  func judgeSees() {
    let moving: [(DriverID, [UInt8])] = [
      (.trackmaster, [0xA0]), (.trackmaster, [0xA3, 0x30, 0x30, 0x33, 0x31]),
      (.trackmaster, [0xAA]),
      (.trackmaster, [0xA9]), (.trackmaster, [0xBD]), (.trackmaster, [0x30]), (.trackmaster, []),
      (.csafe, [0xF1, 0x85, 0x85, 0xF2]), (.csafe, [0xF1, 0x81, 0x81, 0xF2]),
      (.csafe, [0xF1, 0x25, 0x03, 0x10, 0x00, 0x30, 0x06, 0xF2]),
      (.csafe, [0xF1, 0xA5, 0x85, 0x20, 0xF2]), (.csafe, [0xF1, 0xA5, 0xA4, 0xF2]),
      (.lifespan, [1, 6, 0, 0x0A, 0, 0x5E, 0x29, 0xF0]), (.lifespan, [1, 3, 0, 0x0F, 0, 1, 0, 0]),
      (.antTreadmill, [0xA4, 9, 0x4F, 0, 0x31, 0, 0, 0, 0, 0, 0, 0, 0xD3]),
      (.antTreadmill, [0xA4, 9, 0x4E, 0, 0x46, 0, 0, 0, 0, 0, 0, 1, 0xA4]),
      (.antTreadmill, [0xA4, 3, 0x42, 0, 0x10, 0, 0xF5]),
      (.xkeys, [177]), (.bigRedButton, [8, 0]), (.button, [0]), (.hidButton, [1, 0x80, 8]),
    ]
    for (driver, bytes) in moving {
      #expect(MovingBytes.objection(to: bytes, of: driver) != nil, "\(driver) \(bytes)")
    }
    #expect(MovingBytes.objection(to: [0xF1, 0xA5, 0xA5, 0xF2], of: .csafe) == nil)
    #expect(MovingBytes.objection(to: [1, 3, 0, 0x0F, 0, 1, 0xB4, 0x09], of: .lifespan) == nil)
  }

  @Test("every message of the closed lists, a question", arguments: DriverID.allCases)
  func closedLists(driver: DriverID) {
    for message in Self.closedList(driver) {
      let objection = MovingBytes.objection(to: message.bytes, of: driver)
      #expect(objection == nil, "\(driver) \(message.bytes): \(objection ?? "")")
    }
  }

  @Test("every request of a variant, one that this variant knows as a question")
  func variants() {
    for variant in TrackmasterVariant.all {
      // On a Woodway the requests from C3 on mean other things than in the family's table.
      let known: ClosedRange<UInt8> = variant.id == "woodway" ? 0xC0...0xC2 : 0xC0...0xCD
      #expect(!variant.requests.isEmpty)
      for request in variant.requests { #expect(known.contains(request.rawValue), "\(variant.id)") }
    }
  }

  @Test("an ANT message of any id and page, sent only when it is set-up or asks for a page")
  func everyAntMessage() {
    var accepted = 0
    for id in UInt8.min...UInt8.max {
      for page in UInt8.min...UInt8.max {
        for last: UInt8 in [0, 1, 2, 4] {
          let payload = [0, page, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0x10, last]
          guard let message = AntMessage(AntMessageID(rawValue: id), payload: payload),
            let sent = HostMessage(message)
          else { continue }
          accepted += 1
          #expect(MovingBytes.objection(to: sent.bytes, of: .antTreadmill) == nil, "\(sent.bytes)")
        }
      }
      for length in [0, 1, 3, 8, 17, 32] where (0x4E...0x50).contains(id) || id == 0x72 {
        let payload = (0..<length).map { _ in UInt8(0x46) }
        let message = AntMessage(AntMessageID(rawValue: id), payload: payload)
        #expect(message.flatMap { HostMessage($0) } == nil)
      }
    }
    #expect(accepted > 1_000)
  }

  @Test("a channel's set-up of any plan, a receiver's")
  func antSetUp() {
    for plan in [AntChannelPlan.footPod(deviceNumber: 1), .treadmill(deviceNumber: 0)] {
      for step in AntSetupStep.allCases {
        let message = HostMessage(step.command(plan, .publicNetwork))
        #expect(message != nil, "\(step) cannot be sent")
        let objection = MovingBytes.objection(to: message?.bytes ?? [], of: .antTreadmill)
        #expect(objection == nil, "\(step): \(objection ?? "")")
      }
    }
  }

  @Test("a device that does its worst, nothing sent but what the lists hold", arguments: choices)
  func worstDevice(choice: DriverChoice) throws {
    let list = Self.closedList(choice.driver)
    let isAnt = choice.driver == .antFootPod || choice.driver == .antTreadmill
    var seen: Set<[UInt8]> = []
    for seed in 1...3 {
      var walk = try #require(AdversarialWalk(choice, seed: UInt64(seed)))
      walk.run(steps: 4_000)
      for message in walk.sent {
        let objection = MovingBytes.objection(to: message.bytes, of: choice.driver)
        #expect(objection == nil, "\(choice) sent \(message.bytes): \(objection ?? "")")
        #expect(
          isAnt || list.contains(message), "\(choice) sent \(message.bytes), which no list has")
        seen.insert(message.bytes)
      }
    }
    // Not vacuous: the walk reached everything that this driver and variant ask.
    switch choice.driver {
    case .button, .hidButton: #expect(seen.isEmpty)
    case .antFootPod, .antTreadmill: #expect(seen.contains { $0[2] == 0x4B }, "never opened")
    case .trackmaster:
      let requests = try #require(TrackmasterVariant.named(choice.variant)).requests
      #expect(seen == Set(requests.map(\.message.bytes)))
    case .lifespan where choice.variant == LifespanMode.listening.rawValue: #expect(seen.isEmpty)
    case .csafe, .lifespan, .xkeys, .bigRedButton: #expect(seen == Set(list.map(\.bytes)))
    }
  }

  @Test("the choices that were walked, all drivers and variants of the table")
  func choicesAreAll() {
    #expect(Set(Self.choices.map(\.driver)) == Set(DriverID.allCases))
    #expect(
      Self.choices.filter { $0.driver == .trackmaster }.map(\.variant)
        == TrackmasterVariant.all.map(\.id))
  }
}

/// A driver in the hands of an adversary.
struct AdversarialWalk {
  private var driver: any DeviceDriver
  private var adversary: Adversary
  private var now = MonotonicInstant(microseconds: 1_000_000)
  private var last: [UInt8]?
  /// All that the driver sent.
  private(set) var sent: Set<HostMessage> = []

  init?(_ choice: DriverChoice, seed: UInt64) {
    // A keyboard's key codes and a boot keyboard's descriptor, so that these drivers have work.
    let made = choice.makeDriver(
      source: DeviceSource(1), networkKey: .publicNetwork, reportDescriptor: Self.bootKeyboard,
      keyCodes: [28, 57])
    guard let made else { return nil }
    driver = made
    adversary = Adversary(choice.driver, seed: seed)
  }

  mutating func run(steps: Int) {
    begin()
    for _ in 0..<steps {
      switch adversary.draw(100) {
      case 0: lose()
      case 1: close()
      case 2...40: wait()
      default: hear()
      }
    }
  }

  private mutating func begin() { act { driver, now, body in driver.begin(at: now, body) } }

  private mutating func lose() {
    act { driver, now, body in driver.lost(at: now, body) }
    begin()
  }

  private mutating func close() {
    act { driver, now, body in driver.close(at: now, body) }
    begin()
  }

  private mutating func wait() {
    let step = Microseconds(Int64(adversary.draw(300_000)))
    if adversary.draw(3) > 0, let deadline = driver.deadline, deadline > now {
      now = deadline
    } else {
      now = now + step
    }
    act { driver, now, body in driver.tick(at: now, body) }
  }

  private mutating func hear() {
    now = now + Microseconds(Int64(adversary.draw(30_000)))
    var bytes = adversary.answer(to: last)[...]
    while !bytes.isEmpty {
      let count = adversary.draw(4) == 0 ? 1 + adversary.draw(bytes.count) : bytes.count
      let chunk = Array(bytes.prefix(count))
      bytes = bytes.dropFirst(count)
      act { driver, now, body in driver.receive(chunk, at: now, body) }
    }
  }

  private mutating func act(
    _ event: (inout any DeviceDriver, MonotonicInstant, (DriverAction) -> Void) -> Void
  ) {
    var actions: [DriverAction] = []
    event(&driver, now) { actions.append($0) }
    var shallBegin = false
    for action in actions {
      switch action {
      case .send(let message):
        sent.insert(message)
        last = message.bytes
      case .reopen, .failed, .closed: shallBegin = true
      default: break
      }
    }
    guard shallBegin else { return }
    driver.begin(at: now) { action in
      if case .send(let message) = action {
        sent.insert(message)
        last = message.bytes
      }
    }
  }

  private static let bootKeyboard: [UInt8] = [
    0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0x05, 0x07, 0x19, 0xE0, 0x29, 0xE7, 0x15, 0x00, 0x25, 0x01,
    0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0x95, 0x01, 0x75, 0x08, 0x81, 0x01, 0x95, 0x06, 0x75, 0x08,
    0x15, 0x00, 0x26, 0xFF, 0x00, 0x05, 0x07, 0x19, 0x00, 0x2A, 0xFF, 0x00, 0x81, 0x00, 0xC0,
  ]
}
