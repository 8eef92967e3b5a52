/// Labels of vertical lines, set into lanes above the plot so that no label covers another and no
/// line runs through a label. A label hangs like a flag: to the right of its line, or to the left
/// where the paper ends.
struct LabelLayout {
  /// A label to place.
  struct Label: Hashable {
    /// The words.
    var text: String
    /// Where its line stands, px.
    var x: Int
  }

  /// A label in its place, px; lane 0 is next to the plot.
  struct Placed: Hashable {
    var label: Label
    var isLeftward: Bool
    var lane: Int
    var left: Int
    var right: Int
  }

  /// Between a line and its words.
  static let gap = 4
  /// The height of a lane.
  static let laneHeight = 17
  /// A width that no common sans-serif text of 12 px exceeds on average: 0.62 em a character.
  static func width(of text: String) -> Int { (text.unicodeScalars.count * 744 + 99) / 100 }

  /// The labels in their places, in order of x.
  let placed: [Placed]
  /// How many lanes are needed.
  var lanes: Int { (placed.map(\.lane).max() ?? -1) + 1 }

  /// Places `labels` on paper that ends at `limit` px. Labels that would fit side by side never leave
  /// the paper: even if all are turned, each reaches no further left than their widths together.
  init(_ labels: [Label], limit: Int) {
    var flags = labels.enumerated().map { Self.flag($1, leftward: false, order: $0) }
    flags.sort { ($0.place.label.x, $0.order) < ($1.place.label.x, $1.order) }
    Self.turn(&flags, limit: limit)
    var done: [Placed] = []
    // A leftward flag covers the lines to its left, so those are set first and lie lower.
    for flag in flags where flag.place.isLeftward {
      done.append(Self.lifted(flag.place, over: done))
    }
    for flag in flags.reversed() where !flag.place.isLeftward {
      done.append(Self.lifted(flag.place, over: done))
    }
    placed = done.sorted { ($0.label.x, $0.lane) < ($1.label.x, $1.lane) }
  }

  private struct Flag {
    var place: Placed
    var order: Int
  }

  private static func flag(_ label: Label, leftward: Bool, order: Int) -> Flag {
    let width = width(of: label.text)
    let left = leftward ? label.x - gap - width : label.x + gap
    return Flag(
      place: Placed(
        label: label, isLeftward: leftward, lane: 0, left: left, right: left + width),
      order: order)
  }

  /// Turns the flags that would leave the paper, then those whose line a turned flag would cover.
  private static func turn(_ flags: inout [Flag], limit: Int) {
    var isSettled = false
    while !isSettled {
      isSettled = true
      let turned = flags.filter(\.place.isLeftward)
      for (index, flag) in flags.enumerated() where !flag.place.isLeftward {
        let x = flag.place.label.x
        let isCovered = turned.contains { $0.place.left <= x && x <= $0.place.right }
        if flag.place.right > limit || isCovered {
          flags[index] = Self.flag(flag.place.label, leftward: true, order: flag.order)
          isSettled = false
        }
      }
    }
  }

  /// The flag in the first lane above every flag or line that its words would meet.
  private static func lifted(_ place: Placed, over done: [Placed]) -> Placed {
    let met = done.filter { other in
      (place.left <= other.right && other.left <= place.right)
        || (place.left <= other.label.x && other.label.x <= place.right)
    }
    var result = place
    result.lane = (met.map(\.lane).max() ?? -1) + 1
    return result
  }
}
