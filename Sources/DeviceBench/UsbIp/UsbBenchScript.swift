public import Readings

/// A plan of commands: lines of `SECONDS COMMAND`, times counted from its start; `#` begins a
/// comment.
public struct UsbBenchScript: Hashable, Sendable {
  /// A command and when it is given.
  public struct Step: Hashable, Sendable {
    /// Since the plan's start.
    public var after: Microseconds
    /// What is done.
    public var command: UsbBenchCommand
  }

  /// What is done, in order of time.
  public private(set) var steps: [Step] = []

  /// The plan that `text` spells.
  ///
  /// - Throws: `UsbIpFault` with the number of the first line that cannot be read.
  public init(_ text: String) throws(UsbIpFault) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      let words = line.prefix { $0 != "#" }.split(separator: " ", maxSplits: 1)
      if words.isEmpty { continue }
      guard words.count == 2, let seconds = Double(words[0]), (0...86_400).contains(seconds),
        let command = UsbBenchCommand(words[1])
      else {
        throw UsbIpFault(
          .malformed, "Line \(number + 1) of the script is no SECONDS COMMAND; correct it.")
      }
      steps.append(Step(after: Microseconds(Int64(seconds * 1_000_000)), command: command))
    }
    steps.sort { $0.after < $1.after }
  }
}
