/// The values of one channel as stretches without a hole. Between two stretches nothing is drawn:
/// absent is neither zero nor a straight line.
struct TraceRuns: Hashable {
  /// The stretches in order, each with at least one point.
  private(set) var runs: [[TracePoint]] = []
  /// Where the channel told nothing although the walk went on.
  private(set) var holes: [TraceSpan] = []

  /// The speed in mm/s between START and END.
  static func speed(
    _ samples: [ReportSample], start: Int64, length: Int64, gaps: [TraceSpan]
  ) -> TraceRuns {
    TraceRuns(samples, start: start, length: length, gaps: gaps, value: \.speedMmS)
  }

  /// The distance in µm walked since START. A counter that begins anew, as a gap tells or as its
  /// fall shows, begins a new stretch, which goes on from the height that was reached: what lies
  /// between was not counted.
  ///
  /// - Parameter newOrigins: when a counter began anew, µs since START, in order.
  static func distance(
    _ samples: [ReportSample], start: Int64, length: Int64, gaps: [TraceSpan],
    newOrigins: [Int64]
  ) -> TraceRuns {
    var waiting = newOrigins[...]
    var trace = TraceRuns(
      samples, start: start, length: length, gaps: gaps, value: \.distanceUm)
    var origin = trace.runs.first?.first?.value ?? 0
    var height: Int64 = 0
    var counted: [[TracePoint]] = []
    for run in trace.runs {
      var current: [TracePoint] = []
      for point in run {
        let isNew = waiting.first.map { $0 <= point.time } ?? false
        if isNew || point.value &- origin < height {
          if isNew { waiting = waiting.drop { $0 <= point.time } }
          if !current.isEmpty { counted.append(current) }
          current = []
          origin = point.value &- height
        }
        height = point.value &- origin
        current.append(TracePoint(time: point.time, value: height))
      }
      counted.append(current)
    }
    trace.runs = counted
    return trace
  }

  private init(
    _ samples: [ReportSample], start: Int64, length: Int64, gaps: [TraceSpan],
    value: (ReportSample) -> Int64?
  ) {
    let longest = Self.longestStep(samples)
    var silences = TraceSpan.merged(gaps)[...]
    var current: [TracePoint] = []
    var covered: Int64 = 0
    var lastTime: Int64?
    for sample in samples {
      let time = sample.tUs &- start
      guard time >= 0, time <= length else { continue }
      if let lastTime, time &- lastTime > longest { close(&current) }
      lastTime = time
      silences = silences.drop { $0.end <= time }
      // A held value within a gap of the record is old news, not a measurement.
      let isSilent = silences.first.map { $0.begin <= time } ?? false
      guard !isSilent, let value = value(sample) else {
        close(&current)
        continue
      }
      if current.isEmpty, time > covered, time &- covered > longest {
        holes.append(TraceSpan(begin: covered, end: time))
      }
      current.append(TracePoint(time: time, value: value))
      covered = time
    }
    close(&current)
    if length &- covered > longest || runs.isEmpty {
      holes.append(TraceSpan(begin: covered, end: length))
    }
  }

  private mutating func close(_ current: inout [TracePoint]) {
    if !current.isEmpty { runs.append(current) }
    current = []
  }

  /// Rows further apart than this leave a hole: five usual periods, at least 0.25 s.
  private static func longestStep(_ samples: [ReportSample]) -> Int64 {
    guard samples.count > 1 else { return 250_000 }
    let steps = zip(samples.dropFirst(), samples).map { $0.tUs &- $1.tUs }.sorted()
    return max(250_000, steps[steps.count / 2] &* 5)
  }
}
