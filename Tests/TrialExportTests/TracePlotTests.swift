import Testing

@testable import TrialExport

@Suite struct TracePlotTests {
  /// No two labels share paper, and no line runs through another label's words.
  private func expectApart(_ layout: LabelLayout, _ comment: Comment) {
    for (index, one) in layout.placed.enumerated() {
      #expect(one.left >= 0 && one.right <= PlotFrame.paper, comment)
      for (otherIndex, other) in layout.placed.enumerated() where index != otherIndex {
        if one.lane == other.lane {
          #expect(one.right < other.left || other.right < one.left, comment)
        }
        let crosses =
          one.lane > other.lane && other.left <= one.label.x && one.label.x <= other.right
        #expect(!crosses, comment)
      }
    }
  }

  @Test("labels anywhere and crowded, their boxes and lines never meet")
  func labels() {
    var state: UInt64 = 42
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for round in 0..<400 {
      let width = round % 2 == 0 ? 614 : 40
      let texts = ["First symptoms 12:14.3", "Severe symptoms 12:44.3", "END 14:00.0", "Cap 15:00"]
      let labels = texts.dropLast(next(3)).map {
        LabelLayout.Label(text: $0, x: PlotFrame.right - next(width))
      }
      let layout = LabelLayout(labels, limit: PlotFrame.paper)
      #expect(layout.placed.count == labels.count)
      expectApart(layout, "round \(round)")
    }
  }

  @Test("first symptoms just before the end, labels apart in the real plot")
  func crowdedWalk() throws {
    var report = ReportFixture()
    report.walk.tfs = 480_000_000
    let content = try #require(PlotContent(try report.input()))
    #expect(TracePlot(content).labels.count == 3)
    expectApart(
      LabelLayout(TracePlot(content).labels.map(\.label), limit: PlotFrame.paper), "real plot")
  }

  @Test("gap in the record, the trace broken there and the stretch hatched")
  func gapBreaks() throws {
    var report = ReportFixture()
    report.walk.gaps = [("speed", 60_000_000, 70_000_000, "exact")]
    let content = try #require(PlotContent(try report.input()))
    #expect(content.speed.runs.count == 2)
    let points = content.speed.runs.flatMap { $0 }
    #expect(points.allSatisfy { !(60_000_000..<70_000_000).contains($0.time) })
    #expect(content.speedHoles.contains { $0.begin <= 60_000_000 && $0.end >= 70_000_000 })
    #expect(content.distance.runs.count == 1)
    #expect(content.distanceHoles.isEmpty)
  }

  @Test("rows missing without a gap entry, broken and hatched all the same")
  func missingRows() throws {
    var input = try ReportFixture().input()
    let start = WalkFixture.start
    input.samples.removeAll { (30_000_000..<34_000_000).contains($0.tUs - start) }
    let content = try #require(PlotContent(input))
    #expect(content.speed.runs.count == 2)
    #expect(content.speedHoles == [TraceSpan(begin: 29_950_000, end: 34_000_000)])
  }

  @Test("counter that begins anew, the distance goes on and never falls")
  func newOrigin() {
    let values: [Int64?] = [5, 6, 7, nil, 1, 2, 3]
    let samples = values.enumerated().map {
      ReportSample(tUs: Int64($0) * 100_000, speedMmS: nil, distanceUm: $1.map { $0 * 1_000_000 })
    }
    let trace = TraceRuns.distance(
      samples, start: 0, length: 600_000, gaps: [], newOrigins: [400_000])
    #expect(
      trace.runs.map { $0.map { $0.value / 1_000_000 } } == [[0, 1, 2], [2, 3, 4]])
  }

  @Test("reduction, extremes of every column kept and few points left")
  func reduction() throws {
    let run = (0..<10_000).map { TracePoint(time: Int64($0), value: Int64(($0 * 7_919) % 1_000)) }
    let reduced = TraceReduction.reduced(run, columnWidth: 100)
    #expect(reduced.count <= 400)
    for column in 0..<100 {
      let all = run.filter { $0.time / 100 == column }.map(\.value)
      let kept = reduced.filter { $0.time / 100 == column }.map(\.value)
      #expect(all.min() == kept.min() && all.max() == kept.max())
    }
    #expect(zip(reduced, reduced.dropFirst()).allSatisfy { $0.time < $1.time })
  }

  @Test("ticks, few, even and reaching the largest value")
  func ticks() {
    for largest: Int64 in [1, 9, 10, 640, 999, 258_563_000, .max] {
      let scale = TickScale.decimal(largest: largest, count: 5)
      #expect(scale.ticks.count <= 6)
      #expect(scale.top >= min(largest, .max / 100))
    }
    #expect(TickScale.time(largest: 900_000_000, count: 10).step == 180_000_000)
    #expect(TickScale.time(largest: 360_000_000, count: 10).step == 60_000_000)
    #expect(TickScale.time(largest: 1_800_000_000, count: 10).step == 180_000_000)
  }

  @Test("walk far shorter than the cap, the axis follows the walk and the cap is left outside")
  func shortWalk() throws {
    var report = ReportFixture()
    (report.walk.tfs, report.walk.tss, report.walk.tat) = (20_000_000, 61_000_000, 61_000_000)
    let content = try #require(PlotContent(try report.input()))
    #expect(content.isCapOutside)
    #expect(content.axis >= 61_000_000 && content.axis < 120_000_000)
    #expect(content.lines.allSatisfy { $0.style != .cap })
  }
}
