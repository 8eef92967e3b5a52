import Readings

/// The console of a LifeSpan base: asks steps and speed, writes the set speed, asks the model, in
/// turn and without end, about 18 requests a second; at the start and the end of a walk it writes
/// the registers for that first, as the recorded log shows.
struct LifespanConsole: Sendable {
  private static let turn = Microseconds.milliseconds(55)

  private(set) var next: MonotonicInstant
  private var place = 0
  private var wasRunning = false
  private var urgent: [(register: UInt16, value: UInt16)] = []

  init(at first: MonotonicInstant) { next = first }

  /// The next request.
  mutating func ask(
    belt: SimulatedBelt, speedValue: UInt16, at now: MonotonicInstant
  ) -> [UInt8] {
    typealias Register = SimulatedLifespan.Register
    next = now + Self.turn
    let runs = belt.targetSpeed(at: now) > 0
    if runs != wasRunning {
      wasRunning = runs
      urgent = [(Register.steps, 0), (runs ? Register.start : Register.pause, 1)]
    }
    if !urgent.isEmpty {
      let write = urgent.removeFirst()
      return Self.frame(0x06, write.register, write.value)
    }
    place = (place &+ 1) % 4
    return switch place {
    case 1: Self.frame(0x03, Register.steps, 1)
    case 2: Self.frame(0x03, Register.speed, 1)
    case 3: Self.frame(0x06, Register.setSpeed, speedValue)
    default: Self.frame(0x03, Register.model, 1)
    }
  }

  private static func frame(_ function: UInt8, _ register: UInt16, _ value: UInt16) -> [UInt8] {
    func high(_ word: UInt16) -> UInt8 { UInt8(truncatingIfNeeded: word >> 8) }
    func low(_ word: UInt16) -> UInt8 { UInt8(truncatingIfNeeded: word) }
    let bytes = [1, function, high(register), low(register), high(value), low(value)]
    let check = modbusCheck(bytes)
    return bytes + [low(check), high(check)]
  }
}
