import Glibc

/// Ends the process as a finding when `holds` is false, with `rule` as the reason that the log shows.
public func invariant(_ holds: Bool, _ rule: @autoclosure () -> String) {
  guard !holds else { return }
  tell("broken rule: \(rule())")
  abort()
}

/// A line on standard error; C's `stderr` is a variable, which Swift 6 does not let through.
func tell(_ line: String) {
  let bytes = Array("walktest: \(line)\n".utf8)
  _ = write(STDERR_FILENO, bytes, bytes.count)
}

/// The planted fault of `scripts/fuzz --self-check`: each target then sees one thing wrongly, deep
/// enough that only fuzzing comes to it, and must be stopped by its own rule.
public enum PlantedFault {
  /// Whether the environment variable `WALKTEST_FUZZ_PLANT` is set.
  public static let isOn = getenv("WALKTEST_FUZZ_PLANT") != nil
}

/// Ends the process because the fuzzer itself cannot work.
public func stop(_ reason: String) -> Never {
  tell(reason)
  exit(1)
}
