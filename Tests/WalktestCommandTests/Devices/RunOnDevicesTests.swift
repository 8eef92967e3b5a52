import EmulatedBus
import Readings
import StrictJSON
import Testing

/// `walktest run` with emulated devices: real libusb, libudev, serial line and input layer, real
/// time, no virtual clock.
@Suite("walktest run on devices", .enabled(if: EmulatedCart.shallRun, EmulatedCart.absent))
struct RunOnDevicesTests {
  @Test(
    "stick with pod, treadmill and button: the press stamps, the belt's distance, the pod's strides"
  )
  func wholeCart() async throws {
    let walk = try await CartWalk(belt: true, bindings: EmulatedCart.treadmillBinding)
    let cart = walk.cart
    try cart.attachTreadmill()
    try cart.attachButton()
    try cart.bus.plug(stick: .walking())
    try cart.start()
    try await cart.line("treadmill: streaming", anywhere: true)
    try await cart.line("armed", anywhere: true)
    let stamps = try await Self.walk(cart, firstAfter: 5, severeAfter: 5)
    let record = try await walk.record()
    #expect(record.kinds == ["open", "close"])
    Self.expect(record, stamps)
    #expect(record.feeds("trackmaster") == "speed, distance")
    #expect(record.feeds("ant-sdm") == "strides")
    // 1.2 mph, which is 536.4 mm/s, and a stride each 1.2 s, for as long as the walk was.
    let walked = stamps.severe - stamps.start
    let told = try #require(record.outcome("distance_mm").integer)
    #expect(abs(told - walked * 5_364 / 10_000_000) <= 250, "\(told) mm in \(walked) us")
    let strides = try #require(record.outcome("strides").integer)
    #expect(abs(strides - walked / 1_200_000) <= 1, "\(strides) strides in \(walked) us")
    let frames = try record.framesReceived()
    #expect(frames["1"] ?? 0 > 40 && frames["3"] ?? 0 > 40, "of stick and treadmill: \(frames)")
    #expect(cart.treadmillCommands == [], "a command reached the treadmill")
  }

  @Test("pod out of range for 8.5 s: times untouched, gaps told, counters resume exactly")
  func podOutOfRange() async throws {
    let walk = try await CartWalk(belt: false)
    let cart = walk.cart
    try cart.attachButton()
    try cart.bus.plug(stick: .walking())
    try cart.start()
    try await cart.line("armed")
    let stamps = try await Self.walk(cart, firstAfter: 8, severeAfter: 8) {
      try await WalkingTime.pass(seconds: 3)
      cart.podIsSilent(for: .milliseconds(8_500))
    }
    let record = try await walk.record()
    Self.expect(record, stamps)
    for channel in ["speed", "distance", "strides"] {
      let gaps = record.gaps(channel)
      #expect(gaps.map(\.resumed) == ["exact"], "\(channel) \(gaps)")
      // Each channel is told in some of the pages only, up to 0.8 s apart.
      #expect(gaps.allSatisfy { (8_000_000...10_300_000).contains($0.length) }, "\(gaps)")
    }
    try Self.expectWholeDistance(record, stamps)
  }

  @Test("the pod's power pulled for 8.5 s: times untouched, distance partial, gap told")
  func podLosesPower() async throws {
    let walk = try await CartWalk(belt: false)
    let cart = walk.cart
    try cart.attachButton()
    try cart.bus.plug(stick: .walking())
    try cart.start()
    try await cart.line("armed")
    let stamps = try await Self.walk(cart, firstAfter: 8, severeAfter: 8) {
      try await WalkingTime.pass(seconds: 3)
      cart.podLosesPower(for: .milliseconds(8_500))
    }
    let record = try await walk.record()
    Self.expect(record, stamps)
    let gaps = record.gaps("distance")
    #expect(gaps.map(\.resumed) == ["new-origin"], "\(gaps)")
    #expect(record.outcome("distance_state") == "partial")
    #expect(record.outcome("distance_reason") != .null)
    // What was walked in the gap, 8.5 s and the pod's start at 1.25 m/s, is not invented.
    let told = try #require(record.outcome("distance_mm").integer)
    let lost = (stamps.severe - stamps.start) / 800 - told
    #expect((9_500...14_000).contains(lost), "\(told) mm told, \(lost) mm lost")
    #expect(record.outcome("strides") == .null)
  }

  @Test("the stick moved to another port in mid-walk: times untouched, counters resume exactly")
  func stickMoved() async throws {
    let walk = try await CartWalk(belt: false)
    let cart = walk.cart
    try cart.attachButton()
    try cart.bus.plug(stick: .walking())
    try cart.start()
    try await cart.line("armed")
    let stamps = try await Self.walk(cart, firstAfter: 5, severeAfter: 9) {
      try await WalkingTime.pass(seconds: 2)
      let stick = cart.bus.change { _ in }
      try cart.bus.unplug()
      try await cart.line("stick: lost")
      try await WalkingTime.pass(seconds: 2)
      try cart.bus.plug("again", port: "1-2", address: 3, stick: .around(stick))
      try await cart.line("stick: streaming")
    }
    let record = try await walk.record()
    Self.expect(record, stamps)
    #expect(record.gaps("distance").map(\.resumed) == ["exact"])
    try Self.expectWholeDistance(record, stamps)
  }

  @Test("a button and nothing else: a good record whose waivers say so")
  func buttonOnly() async throws {
    let walk = try await CartWalk(
      belt: true, "--without-sensors", "no-treadmill-today", "--patience", "1")
    try walk.cart.attachButton()
    try walk.cart.start()
    try await walk.cart.line("armed")
    let stamps = try await Self.walk(walk.cart, firstAfter: 1, severeAfter: 1)
    let record = try await walk.record()
    Self.expect(record, stamps)
    let waivers: JSONValue = [
      ["gate": "channel-speed", "reason": "no-treadmill-today"],
      ["gate": "channel-distance", "reason": "no-treadmill-today"],
      ["gate": "channel-strides", "reason": "no-treadmill-today"],
    ]
    #expect(record.walk["waivers"] == waivers)
    #expect(record.outcome("distance_mm") == .null)
    #expect(record.outcome("distance_state") == "absent")
  }

  // MARK: Walks and what must hold of them

  /// What the kernel stamped.
  struct Stamps {
    var start: Int64
    var first: Int64
    var severe: Int64
  }

  /// Presses START, after whole seconds the two marks, and does `meanwhile` beside it.
  private static func walk(
    _ cart: EmulatedCart, firstAfter first: Double, severeAfter severe: Double,
    meanwhile: @escaping @Sendable () async throws -> Void = {}
  ) async throws -> Stamps {
    let start = try cart.press()
    try await cart.line("START")
    async let beside: Void = meanwhile()
    try await WalkingTime.pass(seconds: first)
    let mark = try cart.press()
    try await WalkingTime.pass(seconds: severe)
    try await beside
    let end = try cart.press()
    try await cart.line("END by")
    return Stamps(start: start, first: mark, severe: end)
  }

  /// The times are those of the presses to within a millisecond.
  private static func expect(
    _ record: CartRecord, _ stamps: Stamps, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(record.kinds == ["open", "close"], sourceLocation: sourceLocation)
    let times: [(JSONValue, Int64)] = [
      (record.walk["start_us"] ?? .null, stamps.start),
      (record.walk["end"]?["at_us"] ?? .null, stamps.severe),
      (record.outcome("tfs_us"), stamps.first - stamps.start),
      (record.outcome("tss_us"), stamps.severe - stamps.start),
      (record.outcome("tat_us"), stamps.severe - stamps.start),
    ]
    for (told, pressed) in times {
      let error = told.integer.map { abs($0 - pressed) } ?? .max
      #expect(error <= 1_000, "\(told), pressed \(pressed)", sourceLocation: sourceLocation)
    }
    #expect(record.walk["end"]?["reason"] == "SEVERE_SYMPTOMS", sourceLocation: sourceLocation)
  }

  /// The distance of the whole walk at 1.25 m/s, gap or not: the pod's counter is read to 1/16 m and
  /// is up to 0.8 s old at each end, 1 m, and a machine that is busy hears it later.
  private static func expectWholeDistance(_ record: CartRecord, _ stamps: Stamps) throws {
    #expect(record.outcome("distance_state") == "complete")
    let walked = (stamps.severe - stamps.start) / 800
    let told = try #require(record.outcome("distance_mm").integer)
    #expect(abs(told - walked) <= 1_500, "\(told) mm of \(walked)")
  }
}
