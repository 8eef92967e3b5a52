/// Finds ANT messages in a stream of bytes that USB delivers in pieces of any size.
///
/// A frame may be split over transfers and a transfer may hold several frames. On a wrong sync byte,
/// a length above 32 or a wrong check byte it drops **one** byte and looks again, so a false sync
/// never swallows the frame behind it. A frame that is still incomplete waits in a buffer of fixed
/// size; nothing is allocated per message.
public struct AntDeframer: Sendable {
  /// Bytes that belonged to no message.
  public private(set) var droppedBytes = 0
  /// Candidates with a good sync and length whose check byte was wrong.
  public private(set) var badChecksums = 0
  /// Messages found.
  public private(set) var messages = 0

  private static let longestFrame = AntMessage.longestPayload + AntMessage.overhead
  private var pending = InlineArray<36, UInt8>(repeating: 0)
  private var pendingCount = 0

  /// A deframer at the beginning of a stream.
  public init() {}

  /// Bytes of an unfinished frame, waiting for the next chunk.
  public var waitingBytes: Int { pendingCount }

  /// Takes the next bytes of the stream and hands every message that they complete to `body`.
  public mutating func receive(_ chunk: Span<UInt8>, _ body: (AntMessage) -> Void) {
    var position = finishPending(with: chunk, body)
    while position < chunk.count {
      switch Self.examine(chunk, from: position, upTo: chunk.count) {
      case .noSync:
        droppedBytes &+= 1
        position &+= 1
      case .badCheck:
        droppedBytes &+= 1
        badChecksums &+= 1
        position &+= 1
      case .incomplete:
        keep(chunk, from: position)
        return
      case .message(let length):
        messages &+= 1
        body(Self.message(in: chunk, from: position, length: length))
        position &+= length &+ AntMessage.overhead
      }
    }
  }

  /// As `receive(_:_:)` with a span, for an array.
  public mutating func receive(_ chunk: [UInt8], _ body: (AntMessage) -> Void) {
    receive(chunk.span, body)
  }

  /// As `receive(_:_:)` with a span, for any collection; copies it first.
  public mutating func receive(_ chunk: some Collection<UInt8>, _ body: (AntMessage) -> Void) {
    receive(Array(chunk).span, body)
  }

  /// Forgets an unfinished frame, because the stream begins anew; its bytes count as dropped.
  public mutating func reset() {
    droppedBytes &+= pendingCount
    pendingCount = 0
  }

  /// Completes the unfinished frame with bytes of `chunk`; returns how many of them it took.
  private mutating func finishPending(with chunk: Span<UInt8>, _ body: (AntMessage) -> Void) -> Int
  {
    var taken = 0
    while pendingCount > 0 {
      switch Self.examine(pending.span, from: 0, upTo: pendingCount) {
      case .incomplete:
        guard taken < chunk.count else { return taken }
        pending[pendingCount] = chunk[taken]
        pendingCount &+= 1
        taken &+= 1
      case .noSync:
        droppedBytes &+= 1
        shiftPending(by: 1)
      case .badCheck:
        droppedBytes &+= 1
        badChecksums &+= 1
        shiftPending(by: 1)
      case .message(let length):
        messages &+= 1
        body(Self.message(in: pending.span, from: 0, length: length))
        shiftPending(by: length &+ AntMessage.overhead)
      }
    }
    return taken
  }

  @inline(__always)
  private static func message(
    in bytes: Span<UInt8>, from start: Int, length: Int
  ) -> AntMessage {
    AntMessage(
      AntMessageID(rawValue: bytes[start &+ 2]), in: bytes, from: start &+ 3, count: length)
  }

  private mutating func keep(_ chunk: Span<UInt8>, from start: Int) {
    pendingCount = chunk.count &- start
    for index in 0..<pendingCount { pending[index] = chunk[start &+ index] }
  }

  private mutating func shiftPending(by count: Int) {
    pendingCount &-= count
    for index in 0..<pendingCount { pending[index] = pending[index &+ count] }
  }

  private enum Verdict {
    case noSync
    case badCheck
    case incomplete
    case message(length: Int)
  }

  /// Judges the bytes from `start`, of which those before `end` are there. `incomplete` is said only
  /// of fewer than 36 bytes, so they fit the buffer.
  @inline(__always)
  private static func examine(_ bytes: Span<UInt8>, from start: Int, upTo end: Int) -> Verdict {
    guard bytes[start] == AntMessage.sync else { return .noSync }
    guard end &- start > 1 else { return .incomplete }
    let length = Int(bytes[start &+ 1])
    guard length <= AntMessage.longestPayload else { return .noSync }
    let frame = length &+ AntMessage.overhead
    guard end &- start >= frame else { return .incomplete }
    var check: UInt8 = 0
    for index in start..<(start &+ frame) { check ^= bytes[index] }
    return check == 0 ? .message(length: length) : .badCheck
  }
}
