public import Readings

/// How a USB device wants to be opened.
public struct UsbQuirks: Hashable, Sendable {
  /// A USB reset after the claim. It cures a stick that an unclean close left deaf, and it may make
  /// the device leave the bus and come back: `open` then throws `absent`, and the hot-plug event
  /// brings it again. Use it when the gentle way did not help.
  public var resetsOnOpen: Bool
  /// Clears a halt of both endpoints after the claim: without this or a reset many ANT sticks
  /// answer writes with a time-out after an unclean close (facts section 1.1).
  public var clearsHaltOnOpen: Bool
  /// Asks for the serial number string; not every device survives that.
  public var readsSerial: Bool
  /// What the device still holds from an earlier session is discarded until nothing came for so
  /// long.
  public var quietTime: Microseconds
  /// The longest time spent on discarding: a device that streams is never quiet.
  public var longestDiscard: Microseconds

  /// The gentle way: no reset.
  public init(
    resetsOnOpen: Bool = false, clearsHaltOnOpen: Bool = true, readsSerial: Bool = true,
    quietTime: Microseconds = .milliseconds(30),
    longestDiscard: Microseconds = .milliseconds(300)
  ) {
    self.resetsOnOpen = resetsOnOpen
    self.clearsHaltOnOpen = clearsHaltOnOpen
    self.readsSerial = readsSerial
    self.quietTime = quietTime
    self.longestDiscard = longestDiscard
  }
}
