/// A counter of a device that rolls over, unrolled: every advance is (new − old) modulo the roll,
/// and the first value is the origin and adds nothing. Right while the device advances by less than
/// one roll between two values.
public struct RollingCounter: Hashable, Sendable {
  /// The values a counter runs through before it is 0 again.
  public let roll: Int64
  /// How far it has advanced since the first value.
  public private(set) var total: Int64 = 0
  private var last: Int64?

  /// A counter that rolls at `roll`, at least 1.
  public init(roll: Int64) { self.roll = max(1, roll) }

  /// Takes the next value; returns how far it advanced, 0 for the first.
  @discardableResult
  public mutating func advance(to value: Int64) -> Int64 {
    let step = last.map { self.step(from: $0, to: value) } ?? 0
    last = value
    total &+= step
    return step
  }

  /// Makes the next value an origin again; the total stays.
  public mutating func restart() { last = nil }

  private func step(from old: Int64, to new: Int64) -> Int64 {
    let rest = (new &- old) % roll
    return rest < 0 ? rest &+ roll : rest
  }
}
