import Readings
import Testing

@testable import WalkProtocol

@Suite struct OutcomeTravelTests {
  /// A row's distance in mm (nil is an empty cell) so many ms after START.
  struct Row {
    var at: Int64
    var mm: Int64?
    var continuous = true
  }

  static func trace(_ rows: [Row]) -> TravelTrace {
    var trace = TravelTrace()
    for row in rows {
      trace.append(
        at: since(row.at), speed: nil, distanceUm: row.mm.map { $0 * 1_000 }, strides: row.mm,
        distanceContinuous: row.continuous, stridesContinuous: row.continuous)
    }
    return trace
  }

  /// The outcome of a walk of 10 s over the rows.
  static func outcome(_ rows: [Row], gaps: [GapEntry] = []) throws -> WalkOutcome {
    let timeline = WalkTimeline(
      start: startAt, end: WalkEnd(at: since(10_000), reason: .fatigue, by: .operator),
      gaps: gaps)
    return try #require(
      WalkOutcome.derive(
        timeline: timeline, definition: .deen(), travel: trace(rows),
        stridesOriginator: "ant-sdm:1234"))
  }

  static func gap(
    _ begin: Int64, _ end: Int64?, _ resumed: GapEntry.Resumption
  ) -> [GapEntry] {
    [Channel.distance, .strides].map {
      GapEntry(channel: $0, begin: since(begin), end: end.map(since), resumed: resumed)
    }
  }

  @Test("present throughout, the distance is D(END) − D(START) by sample and hold")
  func complete() throws {
    let outcome = try Self.outcome([
      Row(at: -500, mm: 100), Row(at: 0, mm: 200), Row(at: 9_990, mm: 5_563),
      Row(at: 10_010, mm: 6_000),
    ])
    #expect(outcome.distanceMm == 5_363)
    #expect(outcome.distanceState == .complete)
    #expect(outcome.distanceReason == nil)
    #expect(outcome.meanSpeedMmS == 536)
    #expect(outcome.strides == 5_363)
    #expect(outcome.steps == 10_726)
    #expect(outcome.stridesOriginator == "ant-sdm:1234")
    #expect(outcome.stepsOriginator == "derived: 2 x strides")
  }

  @Test("no row before END, everything of the distance is absent and not zero")
  func absent() throws {
    for rows in [[], [Row(at: 1_000, mm: nil)], [Row(at: 10_001, mm: 5)]] {
      let outcome = try Self.outcome(rows)
      #expect(outcome.distanceMm == nil)
      #expect(outcome.distanceState == .absent)
      #expect(outcome.distanceReason == .noReading)
      #expect(outcome.meanSpeedMmS == nil)
      #expect(outcome.strides == nil)
      #expect(outcome.steps == nil)
      #expect(outcome.stridesOriginator == nil)
      #expect(outcome.stepsOriginator == nil)
    }
  }

  @Test("a device that tells 0, the distance is 0 and complete")
  func zeroIsNotAbsent() throws {
    let outcome = try Self.outcome([Row(at: -1, mm: 0)])
    #expect(outcome.distanceMm == 0)
    #expect(outcome.distanceState == .complete)
    #expect(outcome.meanSpeedMmS == 0)
  }

  @Test("the first reading after START, partial with what was counted since")
  func readingAfterStart() throws {
    let outcome = try Self.outcome([
      Row(at: -10, mm: nil), Row(at: 2_000, mm: 50), Row(at: 9_000, mm: 450),
    ])
    #expect(outcome.distanceMm == 400)
    #expect(outcome.distanceState == .partial)
    #expect(outcome.distanceReason == .noReadingAtStart)
    #expect(outcome.strides == nil)
  }

  @Test("a gap resumed exactly, complete; the empty cells cost nothing")
  func exactGap() throws {
    let outcome = try Self.outcome(
      [
        Row(at: 0, mm: 0), Row(at: 3_000, mm: nil), Row(at: 5_000, mm: 500),
        Row(at: 9_000, mm: 900),
      ],
      gaps: Self.gap(1_000, 5_000, .exact))
    #expect(outcome.distanceMm == 900)
    #expect(outcome.distanceState == .complete)
    #expect(outcome.strides == 900)
  }

  @Test("a new origin, partial; stretches with one origin are added and the gap is not guessed")
  func newOrigin() throws {
    let outcome = try Self.outcome(
      [
        Row(at: 0, mm: 100), Row(at: 3_000, mm: 400), Row(at: 4_000, mm: nil),
        Row(at: 5_000, mm: 10, continuous: false), Row(at: 5_020, mm: 10), Row(at: 9_000, mm: 210),
      ], gaps: Self.gap(3_000, 5_000, .newOrigin))
    #expect(outcome.distanceMm == 500)
    #expect(outcome.distanceState == .partial)
    #expect(outcome.distanceReason == .newOrigin)
    #expect(outcome.strides == nil)
  }

  @Test("END within a gap, partial with the last value before it, gap noticed or not")
  func gapAtEnd() throws {
    let rows = [Row(at: 0, mm: 0), Row(at: 6_000, mm: 600), Row(at: 8_000, mm: nil)]
    let silent = try Self.outcome(rows)
    let noticed = try Self.outcome(rows, gaps: Self.gap(6_000, 12_000, .exact))
    let lost = try Self.outcome(rows, gaps: Self.gap(6_000, nil, .never))
    for outcome in [silent, noticed, lost] {
      #expect(outcome.distanceMm == 600)
      #expect(outcome.distanceState == .partial)
      #expect(outcome.distanceReason == .gapAtEnd)
      #expect(outcome.meanSpeedMmS == 60)
    }
  }

  @Test("the channel falls silent right after END, complete: its cell at END was still fresh")
  func silentAfterEnd() throws {
    let outcome = try Self.outcome(
      [Row(at: 0, mm: 0), Row(at: 9_700, mm: 600), Row(at: 11_800, mm: nil)],
      gaps: Self.gap(9_700, nil, .never))
    #expect(outcome.distanceMm == 600)
    #expect(outcome.distanceState == .complete)
    #expect(outcome.strides == 600)
  }

  @Test("START within a gap, partial though it was resumed exactly")
  func gapAtStart() throws {
    let outcome = try Self.outcome(
      [
        Row(at: -2_500, mm: 100), Row(at: -400, mm: nil), Row(at: 1_000, mm: 200),
        Row(at: 10_000, mm: 300),
      ],
      gaps: Self.gap(-2_500, 1_000, .exact))
    #expect(outcome.distanceState == .partial)
    #expect(outcome.distanceReason == .gapAtStart)
  }

  @Test("gaps that ended before START, began at END or are another channel's, they cost nothing")
  func gapsOutside() throws {
    let outcome = try Self.outcome(
      [Row(at: -100, mm: 0), Row(at: 9_999, mm: 700)],
      gaps: Self.gap(-900, -500, .newOrigin) + Self.gap(10_000, nil, .never)
        + [GapEntry(channel: .speed, begin: since(100))])
    #expect(outcome.distanceState == .complete)
    #expect(outcome.distanceMm == 700)
  }

  @Test("a counter that falls without a word, partial and never negative")
  func backwards() throws {
    let outcome = try Self.outcome([
      Row(at: 0, mm: 500), Row(at: 4_000, mm: 900), Row(at: 5_000, mm: 3), Row(at: 9_000, mm: 103),
    ])
    #expect(outcome.distanceMm == 500)
    #expect(outcome.distanceReason == .countWentBackwards)
  }

  @Test("value(at:), the cells of the last row at or before; only changes are stored")
  func sampleAndHold() {
    var trace = TravelTrace()
    for step: Int64 in 0..<45_000 {
      trace.append(
        at: since(step * 20), speed: 536, distanceUm: step / 50 * 62_500, strides: nil,
        distanceContinuous: true, stridesContinuous: true)
    }
    #expect(trace.speed.changes.count == 1)
    #expect(trace.distance.changes.count == 900)
    #expect(trace.strides.changes.isEmpty)
    #expect(trace.value(at: since(-1)) == TravelReading())
    #expect(trace.value(at: since(999)) == TravelReading(speed: 536, distanceUm: 0))
    #expect(trace.value(at: since(1_000)) == TravelReading(speed: 536, distanceUm: 62_500))
    #expect(trace.value(at: since(9_000_000)).distanceUm == 56_187_500)
  }

  @Test(
    "mean speed, mm × 10⁶ ÷ µs with halves up",
    arguments: [
      (1, 2_000_000, 1), (1, 2_000_001, 0), (5_364, 10_000_000, 536), (0, 1, 0),
      (3, 2_000_000, 2),
    ] as [(Int64, Int64, Int64)])
  func meanSpeed(mm: Int64, us: Int64, expected: Int64) {
    #expect(WalkOutcome.meanSpeed(mm, over: Microseconds(us)) == expected)
  }

  @Test("mean speed over no time, of no distance or out of range, null")
  func noMeanSpeed() {
    #expect(WalkOutcome.meanSpeed(5, over: .zero) == nil)
    #expect(WalkOutcome.meanSpeed(nil, over: .seconds(1)) == nil)
    #expect(WalkOutcome.meanSpeed(.max, over: .seconds(1)) == nil)
  }
}
