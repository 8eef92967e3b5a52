public import Readings

/// What the bench can be told, in a line of words.
public enum UsbBenchCommand: Hashable, Sendable {
  /// `plug NAME`.
  case plug(String)
  /// `unplug NAME`.
  case unplug(String)
  /// `press`: a foot steps on the switch.
  case press
  /// `hold MILLISECONDS`: a foot stays on the switch.
  case hold(Microseconds)
  /// `walk`: the subject walks, and the belt runs.
  case walk
  /// `stand`: the belt is stopped at its panel.
  case stand
  /// `visit`: a whole test from now on: START, the walk, and the presses that its symptoms call for.
  case visit
  /// `status`: what is plugged in and taken.
  case status
  /// `quit`.
  case quit

  /// The command that a line spells; nil when it spells none.
  public init?(_ line: some StringProtocol) {
    let words = line.split(whereSeparator: \.isWhitespace)
    switch (words.first, words.count) {
    case ("plug", 2): self = .plug(String(words[1]))
    case ("unplug", 2): self = .unplug(String(words[1]))
    case ("press", 1): self = .press
    case ("hold", 2):
      guard let milliseconds = Int64(words[1]), (1...60_000).contains(milliseconds) else {
        return nil
      }
      self = .hold(.milliseconds(milliseconds))
    case ("walk", 1): self = .walk
    case ("stand", 1): self = .stand
    case ("visit", 1): self = .visit
    case ("status", 1): self = .status
    case ("quit", 1): self = .quit
    default: return nil
    }
  }

  /// How commands are spelled.
  public static let usage =
    "plug NAME, unplug NAME, press, hold MILLISECONDS, walk, stand, visit, status or quit"
}
