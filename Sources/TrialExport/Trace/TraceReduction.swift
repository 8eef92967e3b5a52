/// Fewer points that draw the same line: of all the points that fall into one column of pixels only
/// the first, the lowest, the highest and the last are kept, in order of time.
enum TraceReduction {
  /// Reduces one stretch to at most four points per column.
  ///
  /// - Parameters:
  ///   - run: points in order of time.
  ///   - columnWidth: µs per column, above 0.
  static func reduced(_ run: [TracePoint], columnWidth: Int64) -> [TracePoint] {
    let width = max(1, columnWidth)
    var result: [TracePoint] = []
    var begin = run.startIndex
    while begin < run.endIndex {
      let column = run[begin].time / width
      var end = begin
      while end < run.endIndex, run[end].time / width == column { end += 1 }
      append(run[begin..<end], to: &result)
      begin = end
    }
    return result
  }

  private static func append(_ points: ArraySlice<TracePoint>, to result: inout [TracePoint]) {
    guard let first = points.first, let last = points.last else { return }
    let low = points.min { $0.value < $1.value } ?? first
    let high = points.max { $0.value < $1.value } ?? first
    let kept = [first, low, high, last].sorted { $0.time < $1.time }
    for point in kept where point != result.last { result.append(point) }
  }
}
