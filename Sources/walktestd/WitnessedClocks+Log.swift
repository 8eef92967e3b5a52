import ClockWitness
import Logging
import SessionCapture

extension WitnessedClocks {
  /// The machine's clocks; the witness at the socket `path` is asked only where the kernel does not
  /// tell this process whether the wall clock is synchronised, as in the shipped unit.
  init(asking path: String, log: Logger) {
    guard MachineClocks.reading().kernel == nil else {
      self.init(witness: { nil })
      return
    }
    let link = WitnessLink(to: path) { isAnswering in
      if isAnswering {
        log.info("the clock witness answers", metadata: ["socket": "\(path)"])
      } else {
        log.warning(
          "the clock witness does not answer; records will not say whether the clock is synchronised",
          metadata: ["socket": "\(path)"])
      }
    }
    self.init(witness: { link.answer })
  }
}
