import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// Distance: integrated from speed, or the treadmill's own.
@Suite struct TrackmasterDistanceTests {
  typealias Listener = TrackmasterDecoderTests.Listener

  @Test("counter at 0000 while the belt runs, integrated and said once")
  func zeroCounter_integrated() {
    var listener = Listener()
    for second in 0...60 {
      listener.hear(tenths: 12, at: Int64(second) * 1_000)
      listener.hear(count: 0, at: Int64(second) * 1_000 + 20)
    }
    // 1.2 mph for 60 s: 32 186 880 µm exactly.
    #expect(listener.integers(.distance).last == 32_186_880)
    #expect(listener.limits == [.distanceIntegrated])
    #expect(listener.readings(.distance).allSatisfy { $0.resolution == 0 && $0.isContinuous })
  }

  @Test("belt that stands, no limit told and no distance made")
  func standing_noLimit() {
    var listener = Listener()
    for second in 0...10 { listener.hear(tenths: 0, at: Int64(second) * 1_000) }
    #expect(listener.limits.isEmpty)
    #expect(listener.integers(.distance) == Array(repeating: 0, count: 11))
  }

  @Test("even ramp, integrated without error")
  func ramp_exact() {
    var listener = Listener(.axelero)
    for step in 0...20 { listener.hear(tenths: step, at: Int64(step) * 200) }
    // From 0 to 2 km/h in 4 s: 2 000 000 m/h · 4 s / 2 = 10/9 m.
    #expect(listener.integers(.distance).last == 1_111_111)
  }

  @Test("an hour at a speed that µm do not divide, no rounding gathered")
  func hour_noRounding() {
    var listener = Listener(.axelero)
    for step in 0...18_000 { listener.hear(tenths: 7, at: Int64(step) * 200) }
    #expect(listener.integers(.distance).last == 700_000_000)
  }

  @Test("2 s between speeds, integrated; longer, a break and nothing added")
  func gap_broken() {
    var listener = Listener()
    listener.hear(tenths: 10, at: 0)
    listener.hear(tenths: 10, at: 2_000)
    #expect(listener.breaks.isEmpty)
    listener.hear(tenths: 10, at: 4_001)
    listener.hear(tenths: 10, at: 5_001)
    #expect(listener.breaks == [.gapTooLong])
    #expect(listener.integers(.distance) == [0, 894_080, 894_080, 1_341_120])
    #expect(listener.readings(.distance).map(\.isContinuous) == [true, true, false, true])
  }

  @Test("clock that goes back, a break and nothing added")
  func clockBack_broken() {
    var listener = Listener()
    listener.hear(tenths: 10, at: 1_000)
    listener.hear(tenths: 10, at: 500)
    #expect(listener.breaks == [.gapTooLong])
    #expect(listener.integers(.distance) == [0, 0])
  }

  @Test("one 999.9 between two speeds, the way between still integrated")
  func oneInvalid_bridged() {
    var listener = Listener()
    listener.hear(tenths: 10, at: 0)
    listener.hear(tenths: 9_999, at: 500)
    listener.hear(tenths: 10, at: 1_000)
    #expect(listener.integers(.distance) == [0, 447_040])
    #expect(listener.breaks.isEmpty)
  }

  @Test("switched on again, a break named as a reset")
  func selfTest_reset() {
    var listener = Listener()
    listener.hear("D0 33", at: 0)
    listener.hear(tenths: 10, at: 0)
    listener.hear(tenths: 10, at: 1_000)
    listener.hear("54", at: 1_500)
    listener.hear(tenths: 0, at: 1_700)
    #expect(listener.breaks == [.deviceReset])
    #expect(listener.belts == [.running, .unknown])
    #expect(listener.integers(.distance) == [0, 447_040, 447_040])
  }

  @Test("counter that runs already, used and unrolled over 100.00")
  func runningCounter_unrolled() {
    var listener = Listener()
    let counts = [9_998, 9_998, 9_999, 0, 1, 1]
    for (second, count) in counts.enumerated() {
      listener.hear(count: count, at: Int64(second) * 10_000)
      listener.hear(tenths: 36, at: Int64(second) * 10_000 + 20)
    }
    let counted = listener.readings(.distance).filter { $0.resolution > 0 }
    #expect(counted.map(\.value.integer) == [0, 1, 2, 3, 3].map { $0 * 16_093_440 })
    #expect(counted.allSatisfy { $0.resolution == 16_093_440 && $0.isContinuous })
    #expect(listener.limits.isEmpty)
  }

  @Test("counter that comes to life on the way, carried on from what was integrated")
  func awakenedCounter_carriedOn() {
    var listener = Listener(.axelero)
    // 3.6 km/h: one count of 10 m each 10 s.
    for second in 0...60 {
      listener.hear(tenths: 36, at: Int64(second) * 1_000)
      listener.hear(count: second / 10, at: Int64(second) * 1_000 + 20)
    }
    let distances = listener.integers(.distance)
    #expect(distances == distances.sorted())
    // Confirmed at 11 s with 11 m integrated; five counts follow.
    #expect(distances.last == 61_000_000)
    #expect(listener.readings(.distance).last?.resolution == 10_000_000)
    #expect(listener.breaks.isEmpty)
  }

  @Test("one wrong digit in a dead counter, not believed")
  func wrongDigit_notBelieved() {
    var listener = Listener()
    for second in 0...20 {
      listener.hear(tenths: 12, at: Int64(second) * 1_000)
      listener.hear(count: second % 7 == 3 ? 100 : 0, at: Int64(second) * 1_000 + 20)
    }
    #expect(listener.readings(.distance).allSatisfy { $0.resolution == 0 })
    #expect(listener.integers(.distance).last == 10_728_960)
  }

  @Test("one wrong digit in a live counter, left out; a true reset, a break")
  func liveCounter_resetConfirmed() {
    var listener = Listener()
    for (second, count) in [120, 120, 320, 121, 0, 0, 1].enumerated() {
      listener.hear(count: count, at: Int64(second) * 8_000)
    }
    #expect(listener.breaks == [.deviceReset])
    #expect(listener.integers(.distance) == [0, 1, 1, 2].map { $0 * 16_093_440 })
    #expect(listener.readings(.distance).map(\.isContinuous) == [true, true, false, true])
  }

  @Test("live counter after a silence shorter than its roll, exact; after hours, broken")
  func liveCounter_bridgesSilence() {
    var listener = Listener()
    listener.hear(count: 50, at: 0)
    listener.hear(count: 50, at: 1_000)
    listener.hear(count: 60, at: 300_000)
    listener.hear(count: 61, at: 20_000_000)
    #expect(listener.integers(.distance) == [0, 160_934_400, 160_934_400])
    #expect(listener.breaks == [.gapTooLong])
  }
}
