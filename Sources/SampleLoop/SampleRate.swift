/// How often the sample loop ticks, in whole hertz.
public struct SampleRate: Hashable, Sendable {
  /// The rates that are allowed: slower misses what a walk does, faster only measures the machine.
  public static let allowed = 10...1_000

  /// Ticks a second.
  public let hertz: Int

  /// The rate of `hertz` ticks a second; nil outside `allowed`.
  public init?(hertz: Int) {
    guard Self.allowed.contains(hertz) else { return nil }
    self.hertz = hertz
  }
}
