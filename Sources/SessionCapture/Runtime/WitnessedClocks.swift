public import ClockWitness
import Readings

/// The machine's clocks, with the witness's word where this process may not ask the kernel itself.
public struct WitnessedClocks: Sendable {
  private let own: @Sendable () -> ClockReading
  private let witness: @Sendable () -> WitnessLink.Answer?

  /// The clocks as this process reads them, and what the witness said last.
  ///
  /// - Parameter witness: must not wait for anything; nil when there is no answer that is new enough.
  public init(
    own: @escaping @Sendable () -> ClockReading = MachineClocks.reading,
    witness: @escaping @Sendable () -> WitnessLink.Answer?
  ) {
    self.own = own
    self.witness = witness
  }

  /// Reads them. The kernel's own word goes before that of the witness.
  @Sendable public func reading() -> ClockReading {
    var reading = own()
    guard reading.kernel == nil, let answer = witness() else { return reading }
    reading.attest(answer.statement, age: answer.age.count)
    return reading
  }
}
