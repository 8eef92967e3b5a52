public import Readings

extension SimulatedStick {
  /// Somebody pulls the stick out and plugs it in again: it forgets all and says that it has started.
  /// The pods on the air go on.
  public mutating func powerUp(at instant: MonotonicInstant) {
    _ = advance(to: instant)
    let seed = UInt64(bitPattern: instant.microseconds)
    self = SimulatedStick(
      seed: seed, pods: pods, at: instant, faults: faults, serial: serial)
    if isAttached { restart(reason: 0x00) }
  }
}
