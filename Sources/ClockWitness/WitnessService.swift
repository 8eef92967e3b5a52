import Glibc

/// The witness's side: a line for each line feed that it is sent, until the asker leaves.
public enum WitnessService {
  /// How the asking came to its end.
  public enum End: Hashable, Sendable {
    /// The asker has left.
    case left
    /// Something else than a line feed came: nobody asks like this.
    case notAsked
    /// The kernel does not say.
    case refused
  }

  /// Answers what comes in at the descriptor `questions` at the descriptor `answers`; waits as long
  /// as the asker does. SIGPIPE must be ignored.
  public static func serve(
    questions: Int32, answers: Int32,
    statement: () -> KernelStatement? = KernelStatement.fromKernel
  ) -> End {
    var asked = [UInt8](repeating: 0, count: 64)
    while true {
      let count = read(questions, &asked, asked.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return .left }
      for byte in asked.prefix(count) {
        guard byte == UInt8(ascii: "\n") else { return .notAsked }
        guard let statement = statement() else { return .refused }
        guard write(all: statement.line, to: answers) else { return .left }
      }
    }
  }

  private static func write(all bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
