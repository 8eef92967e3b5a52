/// Why a simulated device cannot be served.
public struct BenchFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// A stable name of the fault.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// Something that is no link to a terminal lies at the path.
    case pathTaken = "bench-path-taken"
    /// The link cannot be made: no such directory, or no rights.
    case linkNotMade = "bench-link-not-made"
    /// The system has no more terminals, threads or descriptors.
    case system = "bench-system"
  }

  /// Which fault.
  public var code: Code
  /// One sentence that says what to do.
  public var description: String
  /// The error number of the system call; 0 when there is none.
  public var number: Int32

  init(_ code: Code, _ sentence: String, _ number: Int32 = 0) {
    self.code = code
    self.number = number
    description = sentence
  }
}
