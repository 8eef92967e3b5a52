/// Runs one stream through fresh decoders in many cuts: whole, byte by byte, at random places, and
/// with garbage before it. What comes out must not depend on the cuts.
public struct ChunkSplitting<Output: Equatable> {
  /// A decoder's input: takes a chunk, returns what it completes.
  public typealias Receive = ([UInt8]) -> [Output]

  private let stream: [UInt8]
  private let garbage: [[UInt8]]
  private let makeDecoder: () -> Receive

  /// A verification of the decoders that `makeDecoder` makes. Each piece of `garbage` must be one
  /// that the decoder can tell from the stream.
  public init(
    _ stream: [UInt8], garbage: [[UInt8]], makeDecoder: @escaping () -> Receive
  ) {
    self.stream = stream
    self.garbage = garbage
    self.makeDecoder = makeDecoder
  }

  /// What comes out when the stream is one chunk.
  public var whole: [Output] { makeDecoder()(stream) }

  /// The names of the cuts whose output differs from `whole`; empty when the decoder is sound.
  public func disagreements(randomCuts: Int = 20, seed: UInt64 = 1) -> [String] {
    let expected = whole
    var result: [String] = []
    func check(_ name: String, _ chunks: [[UInt8]]) {
      let receive = makeDecoder()
      if chunks.flatMap(receive) != expected { result.append(name) }
    }
    check("byte by byte", stream.map { [$0] })
    check("with empty chunks", [[], stream, []])
    var random = SplitMix(state: seed)
    for number in 0..<randomCuts {
      check("random cut \(number) of seed \(seed)", cut(longest: 1 + number * 7, &random))
    }
    for (number, piece) in garbage.enumerated() {
      check("garbage \(number) in its own chunk", [piece, stream])
      check("garbage \(number) in the same chunk", [piece + stream])
      check("garbage \(number) byte by byte", (piece + stream).map { [$0] })
    }
    return result
  }

  private func cut(longest: Int, _ random: inout SplitMix) -> [[UInt8]] {
    var chunks: [[UInt8]] = []
    var start = 0
    while start < stream.count {
      let end = min(stream.count, start + Int.random(in: 1...longest, using: &random))
      chunks.append(Array(stream[start..<end]))
      start = end
    }
    return chunks
  }
}
