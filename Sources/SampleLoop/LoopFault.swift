/// Why the sample loop could not start.
public struct LoopFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// A stable name of the fault.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// The system has no thread left.
    case noThread = "loop-no-thread"
  }

  /// Which fault.
  public var code: Code
  /// One sentence for staff that says what to do.
  public var description: String
  /// The system's error number.
  public var number: Int32

  /// A fault.
  public init(_ code: Code, _ description: String, _ number: Int32) {
    self.code = code
    self.description = description
    self.number = number
  }
}
