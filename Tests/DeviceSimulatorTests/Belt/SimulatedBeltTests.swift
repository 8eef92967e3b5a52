import DeviceSimulator
import Readings
import Testing

/// What moves in a simulated treadmill.
@Suite struct SimulatedBeltTests {
  static let start = MonotonicInstant(microseconds: 10_000_000)

  static func at(_ milliseconds: Int64) -> MonotonicInstant { start + .milliseconds(milliseconds) }

  static func belt(_ seed: UInt64 = 1) -> SimulatedBelt { SimulatedBelt(seed: seed, at: start) }

  @Test("told 0.9 m/s, reached by an even ramp, the distance its exact integral")
  func ramp_exactDistance() {
    var belt = Self.belt()
    belt.run(at: 900_000, from: Self.at(1_000))
    #expect(belt.steadySpeed(at: Self.at(1_000)) == 0)
    #expect(belt.steadySpeed(at: Self.at(2_000)) == 450_000)
    #expect(belt.steadySpeed(at: Self.at(9_000)) == 900_000)
    // 2 s to reach 0.9 m/s is 0.9 m, then 6 s of 0.9 m/s.
    #expect(belt.distance(at: Self.at(9_000)).count == 900_000 + 5_400_000)
  }

  @Test("distance at every millisecond of ramps, never less than before")
  func distance_neverFalls() {
    var belt = Self.belt(3)
    belt.run(at: 1_341_120, from: Self.at(100))
    belt.run(at: 300_000, from: Self.at(2_000))
    belt.stop(from: Self.at(4_000))
    let distances = (0...6_000).map { belt.distance(at: Self.at(Int64($0))).count }
    #expect(distances == distances.sorted())
    #expect(belt.isRunning(at: Self.at(6_000)) == false)
  }

  @Test("later speeds told ahead, forgotten when an earlier one is told")
  func aheadOfTime_forgotten() {
    var belt = Self.belt()
    belt.run(at: 500_000, from: Self.at(1_000))
    belt.run(at: 1_000_000, from: Self.at(10_000))
    #expect(belt.steadySpeed(at: Self.at(20_000)) == 1_000_000)
    belt.stop(from: Self.at(5_000))
    #expect(belt.steadySpeed(at: Self.at(20_000)) == 0)
    #expect(belt.steadySpeed(at: Self.at(4_000)) == 500_000)
  }

  @Test("power cut, braked harder than stopped; the incline stays")
  func powerCut_brakes() {
    var belt = Self.belt()
    belt.run(at: 1_350_000, from: Self.at(0))
    belt.incline(to: 400, from: Self.at(0))
    belt.cutPower(at: Self.at(6_000))
    #expect(belt.steadySpeed(at: Self.at(6_900)) == 0)
    #expect(belt.steadySpeed(at: Self.at(6_450)) == 675_000)
    #expect(belt.grade(at: Self.at(6_000)) == 300)
    #expect(belt.grade(at: Self.at(20_000)) == 300)
  }

  @Test("footfalls, slower while a foot lands, the mean within 1 mm/s of the steady speed")
  func footfalls_meanSteady() {
    var belt = Self.belt(5)
    belt.run(at: 1_000_000, from: Self.start)
    var sum: Int64 = 0
    var lowest: Int64 = .max
    // 28 steps of 0.56 m in 15.68 s.
    for time in 0..<15_680 {
      let speed = belt.measuredSpeed(at: Self.at(4_000 + Int64(time)))
      sum += speed
      lowest = min(lowest, speed)
    }
    #expect(abs(sum / 15_680 - 1_000_000) < 1_000)
    #expect(lowest == 988_000)
  }

  @Test("someone on the belt, as far as the belt has run, a stride each 1.12 m")
  func subject_goesAlong() {
    var belt = Self.belt(9)
    belt.run(at: 1_000_000, from: Self.start)
    let subject: any WalkingSubject = belt
    #expect(subject.position(at: .seconds(60)) == belt.distance(at: Self.at(60_000)))
    let way = subject.position(at: .seconds(60)).count
    #expect(abs(subject.strides(at: .seconds(60)) - way / 1_120_000) <= 1)
    #expect(subject.strides(at: .zero) == 0)
  }

  @Test("same seed, same belt; another seed, another first footfall")
  func seed_decides() {
    func speeds(_ seed: UInt64) -> [Int64] {
      var belt = Self.belt(seed)
      belt.run(at: 1_000_000, from: Self.start)
      return (0..<100).map { belt.measuredSpeed(at: Self.at(3_000 + $0 * 20)) }
    }
    #expect(speeds(1) == speeds(1))
    #expect(speeds(1) != speeds(2))
  }
}
