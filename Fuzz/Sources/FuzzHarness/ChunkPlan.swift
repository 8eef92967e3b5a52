public import Readings

/// How a stream is cut and when its pieces arrive, as the input says: one byte n, then n pairs of
/// length and pause, used in turn. With n = 0 the stream is one chunk.
public struct ChunkPlan {
  /// One piece and when it arrives.
  public struct Chunk {
    /// The piece.
    public var bytes: [UInt8]
    /// When it arrives.
    public var at: MonotonicInstant
  }

  private static let mostSteps: UInt8 = 16
  /// The usual pause, then those at which counters roll, clocks jump and arithmetic ends.
  private static let pauses: [Int64] = [
    249_695, 0, 1_000_000, 2_100_000, 10_000_000, 130_000_000, 255_900_000, 300_000_000,
    4_000_000_000, -1_000_000, 3_600_000_000_000, Int64.max / 3, Int64.min / 3,
  ]

  private var steps: [(length: Int, pause: Int64)] = []

  /// The plan that `input` begins with.
  public init(_ input: inout FuzzInput) {
    for _ in 0..<(input.byte() % Self.mostSteps) {
      let length = Int(input.byte())
      steps.append((length, Self.pauses[Int(input.byte()) % Self.pauses.count]))
    }
  }

  /// `stream` in the pieces of the plan.
  public func chunks(of stream: [UInt8]) -> [Chunk] {
    var now = MonotonicInstant(microseconds: 600_000_000)
    guard steps.contains(where: { $0.length > 0 }) else { return [Chunk(bytes: stream, at: now)] }
    var chunks: [Chunk] = []
    var position = 0
    while position < stream.count {
      let step = steps[chunks.count % steps.count]
      now = now + Microseconds(step.pause)
      let end = min(stream.count, position + step.length)
      chunks.append(Chunk(bytes: Array(stream[position..<end]), at: now))
      position = end
    }
    return chunks
  }
}
