/// Where an axis has its ticks: steps that people read easily, integers only.
struct TickScale: Hashable {
  /// The span between two ticks.
  let step: Int64
  /// The ticks from 0 up to the top.
  let ticks: [Int64]
  /// The last tick, at or above what was asked for.
  var top: Int64 { ticks.last ?? step }

  /// Steps of 1, 2 or 5 times a power of ten that reach `largest` with at most `count` steps.
  static func decimal(largest: Int64, count: Int64, smallestStep: Int64 = 1) -> TickScale {
    let largest = min(max(largest, 1), Int64.max / 100)
    var power: Int64 = max(1, smallestStep)
    while true {
      for factor: Int64 in [1, 2, 5] where power &* factor &* count >= largest {
        return TickScale(step: power * factor, largest: largest)
      }
      power &*= 10
    }
  }

  /// Steps of time in µs, 5 s to 30 min, such that at most `count` steps are needed; if one of
  /// these ends exactly at `largest`, that one.
  static func time(largest: Int64, count: Int64) -> TickScale {
    let seconds: [Int64] = [5, 10, 15, 30, 60, 120, 180, 300, 600, 1_800]
    let steps = seconds.map { $0 * 1_000_000 }
    let enough = steps.filter { $0 * count >= largest }
    let exact = enough.prefix(2).first { largest % $0 == 0 }
    let step = exact ?? enough.first ?? max(1, largest / max(1, count))
    return TickScale(step: step, largest: largest)
  }

  private init(step: Int64, largest: Int64) {
    self.step = step
    let last = min(1_000, (max(largest, 1) + step - 1) / step)
    ticks = (0...last).map { $0 * step }
  }
}
