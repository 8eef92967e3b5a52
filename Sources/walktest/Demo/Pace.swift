import Glibc
import Readings

/// Holds the virtual clock to a multiple of the real one.
struct Pace {
  private let factor: Double?
  private let origin: MonotonicInstant
  private let began = ContinuousClock.now

  init(_ speed: PlaybackSpeed, from origin: MonotonicInstant) {
    self.origin = origin
    factor =
      switch speed {
      case .unlimited: nil
      case .times(let factor): factor
      }
  }

  /// Waits until the real clock has come as far as `instant`.
  func wait(until instant: MonotonicInstant) {
    guard let factor else { return }
    let due = began + .microseconds(Int64(Double((instant - origin).count) / factor))
    let left = due - ContinuousClock.now
    guard left > .zero else { return }
    let (seconds, attoseconds) = left.components
    var span = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    var rest = timespec()
    while nanosleep(&span, &rest) != 0, errno == EINTR { span = rest }
  }
}
