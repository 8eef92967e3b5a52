/// How one endpoint fares. After a stall or a failed transfer it rests until its halt is cleared;
/// the pauses grow, and after some failures without a success between them it is given up.
///
/// A device that is pulled out fails on the bus for some 100 ms before the kernel says that it is
/// gone; the pauses outlast that, so that it is told as unplugged and not as a bad cable.
struct UsbPipe: Hashable, Sendable {
  /// Failures in a row after which it is given up; the pauses before add up to 630 ms.
  static let patience = 6

  /// Nothing is transferred until its halt has been cleared.
  private(set) var isHalted = false
  /// Milliseconds to wait before the halt is cleared.
  private(set) var pause = 0
  private var failures = 0

  /// A transfer succeeded.
  mutating func succeeded() { failures = 0 }

  /// The endpoint stalled, or a transfer failed. False when it is to be given up.
  mutating func failed(byStall isStall: Bool) -> Bool {
    guard !isHalted else { return true }
    pause = isStall ? 0 : 10 << failures
    failures += 1
    isHalted = true
    return failures <= Self.patience
  }

  /// Its halt was cleared.
  mutating func resume() { isHalted = false }
}
