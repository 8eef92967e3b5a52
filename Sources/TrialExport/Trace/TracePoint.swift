/// A value at a time since START.
struct TracePoint: Hashable {
  /// µs since START.
  var time: Int64
  /// mm/s or µm.
  var value: Int64
}

/// A stretch of time since START, µs.
struct TraceSpan: Hashable {
  var begin: Int64
  var end: Int64

  /// Spans in order, those that overlap or touch joined into one.
  static func merged(_ spans: [TraceSpan]) -> [TraceSpan] {
    var result: [TraceSpan] = []
    for span in spans.sorted(by: { $0.begin < $1.begin }) where span.end > span.begin {
      if let last = result.last, span.begin <= last.end {
        result[result.count - 1].end = max(last.end, span.end)
      } else {
        result.append(span)
      }
    }
    return result
  }

  /// The part within `bounds`; nil when there is none.
  func clipped(to bounds: TraceSpan) -> TraceSpan? {
    let part = TraceSpan(begin: max(begin, bounds.begin), end: min(end, bounds.end))
    return part.end > part.begin ? part : nil
  }
}
