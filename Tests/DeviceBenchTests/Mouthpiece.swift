import DeviceSimulator
import Readings

/// A device that says what the test tells it to, and counts how often it is called.
struct Mouthpiece: SimulatedDevice {
  /// Whether it sends back what it receives.
  var echoes: Bool
  /// Whether it always wants to be called at an instant that has passed.
  var isImpatient: Bool
  var isAttached: Bool
  private(set) var heard: [UInt8] = []
  private(set) var turns = 0
  private var pending: [UInt8] = []

  init(echoes: Bool = false, isImpatient: Bool = false, isAttached: Bool = true) {
    self.echoes = echoes
    self.isImpatient = isImpatient
    self.isAttached = isAttached
  }

  /// Whether all that it was told to say has been said.
  var hasSaidAll: Bool { pending.isEmpty }

  mutating func say(_ bytes: [UInt8]) { pending += bytes }

  mutating func receive(hostBytes: [UInt8], at instant: MonotonicInstant) {
    heard += hostBytes
    if echoes { pending += hostBytes }
  }

  mutating func advance(
    to instant: MonotonicInstant
  ) -> [(bytes: [UInt8], at: MonotonicInstant)] {
    turns += 1
    defer { pending = [] }
    return pending.isEmpty ? [] : [(pending, instant)]
  }

  var nextEvent: MonotonicInstant? {
    isImpatient ? MonotonicInstant(microseconds: 0) : nil
  }
}
