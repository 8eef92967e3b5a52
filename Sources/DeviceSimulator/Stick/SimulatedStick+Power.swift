public import Readings

extension SimulatedStick {
  /// Somebody pulls the stick out and plugs it in again: it forgets all and says that it has started.
  /// What is on the air goes on.
  public mutating func powerUp(at instant: MonotonicInstant) {
    _ = advance(to: instant)
    let seed = UInt64(bitPattern: instant.microseconds)
    let onAir = transmitters
    self = SimulatedStick(seed: seed, at: instant, faults: faults, serial: serial)
    transmitters = onAir
    if isAttached { restart(reason: 0x00) }
  }
}
