public import Readings

/// The newest that the clock witness said, for a process that may not ask the kernel itself.
///
/// A thread of its own asks now and then and connects again when the witness is gone; whoever wants
/// to know takes what there is and waits for nothing.
public final class WitnessLink: Sendable {
  /// When is asked, and for how long.
  public struct Pace: Hashable, Sendable {
    /// How long nothing is asked after an answer or a failure.
    public var interval: Microseconds
    /// How long is waited for a connection or an answer.
    public var patience: Microseconds
    /// The age beyond which an answer is none any more.
    public var longestAge: Microseconds

    /// Every 10 s; an answer within 10 s, because the witness may have to be started for it. Two that
    /// fail to come make the last one too old.
    public init(
      interval: Microseconds = .seconds(10), patience: Microseconds = .seconds(10),
      longestAge: Microseconds = .seconds(30)
    ) {
      self.interval = interval
      self.patience = patience
      self.longestAge = longestAge
    }
  }

  /// What the witness said.
  public struct Answer: Hashable, Sendable {
    /// Its words.
    public var statement: KernelStatement
    /// The time since it was asked for, also that in which the machine was suspended.
    public var age: Microseconds
  }

  private let worker: WitnessWorker

  /// Asks the witness at the socket `path` from now on; does not wait for it.
  ///
  /// - Parameter onChange: is told on the link's thread when the witness begins to answer and when
  ///   it does not answer any more, or not at all.
  public init(
    to path: String, pace: Pace = Pace(),
    onChange: @escaping @Sendable (_ isAnswering: Bool) -> Void = { _ in }
  ) {
    worker = WitnessWorker(path, pace, onChange)
    worker.start()
  }

  deinit { worker.stop() }

  /// The newest answer; nil when there is none or it is too old.
  public var answer: Answer? { worker.answer }
}
