import Readings

/// Finds the answers of a treadmill of the Trackmaster family in a stream that comes in pieces.
///
/// An answer has no check value, but it shows its beginning: first bytes are above 7F (or the 'T'
/// of a self-test) and data are digits, so nothing within an answer can be taken for another one. A
/// byte that does not fit ends an unfinished answer, which is dropped and counted, and is then
/// looked at as a beginning. What waits is held inline; nothing is allocated.
public struct TrackmasterParser: Sendable {
  /// Bytes that belonged to no answer.
  public private(set) var droppedBytes = 0
  /// Answers found.
  public private(set) var answers = 0

  private let takesAnyStatus: Bool
  private var pending = RawBytes()
  private var missing = 0

  /// A parser at the beginning of a stream.
  ///
  /// - Parameter takesAnyStatus: the byte after D0 may be any below 80 and not only a digit.
  public init(takesAnyStatus: Bool = false) { self.takesAnyStatus = takesAnyStatus }

  /// Bytes of an unfinished answer.
  public var waitingBytes: Int { pending.count }

  /// Takes the next bytes and hands every answer that they complete to `body`.
  public mutating func receive(_ chunk: Span<UInt8>, _ body: (TrackmasterAnswer) -> Void) {
    for index in chunk.indices {
      let byte = chunk[index]
      if missing > 0 {
        if isData(byte) {
          pending.append(byte)
          missing &-= 1
          if missing == 0 { finish(body) }
          continue
        }
        reset()
      }
      begin(with: byte, body)
    }
  }

  /// As `receive(_:_:)` with a span, for an array.
  public mutating func receive(_ chunk: [UInt8], _ body: (TrackmasterAnswer) -> Void) {
    receive(chunk.span, body)
  }

  /// Drops an unfinished answer: it will not be finished.
  public mutating func reset() {
    droppedBytes &+= pending.count
    pending = RawBytes()
    missing = 0
  }

  @inline(__always)
  private func isData(_ byte: UInt8) -> Bool {
    if takesAnyStatus, pending[0] == 0xD0 { return byte < 0x80 }
    return byte >= 0x30 && byte <= 0x39
  }

  private mutating func begin(with byte: UInt8, _ body: (TrackmasterAnswer) -> Void) {
    guard let count = TrackmasterAnswer.dataCount(after: byte) else {
      droppedBytes &+= 1
      return
    }
    pending.append(byte)
    missing = count
    if count == 0 { finish(body) }
  }

  private mutating func finish(_ body: (TrackmasterAnswer) -> Void) {
    let answer = TrackmasterAnswer(pending)
    pending = RawBytes()
    answers &+= 1
    body(answer)
  }
}
