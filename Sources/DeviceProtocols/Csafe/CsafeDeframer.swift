/// Finds CSAFE frames in a stream of bytes that a serial line delivers in pieces of any size (facts
/// section 4.1).
///
/// Start and stop bytes never stand inside a frame, so a start byte always begins anew, and a frame
/// with a wrong checksum is dropped whole. Some senders forget to stuff the checksum: a raw F0, F1
/// or F3 directly before the stop is taken for it, because no other frame can read so. A frame that
/// is still incomplete waits in a buffer of fixed size; nothing is allocated per frame.
public struct CsafeDeframer: Sendable {
  /// Bytes that belonged to no frame.
  public private(set) var droppedBytes = 0
  /// Frames with a start and a stop whose checksum was wrong.
  public private(set) var badChecksums = 0
  /// Frames found.
  public private(set) var frames = 0

  private enum Place {
    case outside
    case inside
    /// After F3, which stands for the byte before it or, raw, for a checksum.
    case escaped
    /// After a start byte inside a frame: an unstuffed checksum, or the beginning of another frame.
    case doubtful(UInt8)
  }

  private var place = Place.outside
  private var isExtended = false
  /// Contents and checksum so far, unstuffed.
  private var bytes = InlineArray<96, UInt8>(repeating: 0)
  private var count = 0
  private var wireCount = 0

  /// A deframer at the beginning of a stream.
  public init() {}

  /// Bytes of an unfinished frame, waiting for the next chunk.
  public var waitingBytes: Int { wireCount }

  /// Takes the next bytes of the stream and hands every frame that they complete to `body`.
  public mutating func receive(_ chunk: Span<UInt8>, _ body: (CsafeFrame) -> Void) {
    for index in 0..<chunk.count { take(chunk[index], body) }
  }

  /// As `receive(_:_:)` with a span, for an array.
  public mutating func receive(_ chunk: [UInt8], _ body: (CsafeFrame) -> Void) {
    receive(chunk.span, body)
  }

  /// Forgets an unfinished frame, because the stream begins anew; its bytes count as dropped.
  public mutating func reset() { drop() }

  private mutating func take(_ byte: UInt8, _ body: (CsafeFrame) -> Void) {
    switch place {
    case .outside:
      if Self.isStart(byte) { start(byte) } else { droppedBytes &+= 1 }
    case .inside: takeInside(byte, body)
    case .escaped: takeEscaped(byte, body)
    case .doubtful(let start): takeDoubtful(byte, after: start, body)
    }
  }

  private mutating func takeInside(_ byte: UInt8, _ body: (CsafeFrame) -> Void) {
    switch byte {
    case CsafeByte.extendedStart, CsafeByte.standardStart:
      guard hasRoom else { return giveUp(for: byte) }
      place = .doubtful(byte)
      wireCount &+= 1
    case CsafeByte.stop:
      wireCount &+= 1
      finish(body)
    case CsafeByte.escape:
      guard hasRoom else { return giveUp(for: byte) }
      place = .escaped
      wireCount &+= 1
    default: append(byte)
    }
  }

  private mutating func takeEscaped(_ byte: UInt8, _ body: (CsafeFrame) -> Void) {
    switch byte {
    case 0...3:
      place = .inside
      append(CsafeByte.extendedStart | byte)
    case CsafeByte.stop: takeRaw(CsafeByte.escape, body)
    default: giveUp(for: byte)
    }
  }

  private mutating func takeDoubtful(
    _ byte: UInt8, after start: UInt8, _ body: (CsafeFrame) -> Void
  ) {
    if byte == CsafeByte.stop { return takeRaw(start, body) }
    // It was the beginning of another frame: what came before it is dropped.
    wireCount &-= 1
    drop()
    self.start(start)
    take(byte, body)
  }

  /// The stop came behind a checksum that should have been stuffed.
  private mutating func takeRaw(_ check: UInt8, _ body: (CsafeFrame) -> Void) {
    guard count < CsafeFrame.longest else { return giveUp(for: CsafeByte.stop) }
    bytes[count] = check
    count &+= 1
    wireCount &+= 1
    finish(body)
  }

  /// Whether a byte and the stop behind it still fit.
  private var hasRoom: Bool { wireCount &+ 1 < CsafeFrame.longest }

  private mutating func append(_ byte: UInt8) {
    wireCount &+= 1
    // A stop must still fit.
    guard wireCount < CsafeFrame.longest, count < CsafeFrame.longest else { return drop() }
    bytes[count] = byte
    count &+= 1
  }

  private mutating func finish(_ body: (CsafeFrame) -> Void) {
    guard let frame = frame else {
      badChecksums &+= 1
      return drop()
    }
    frames &+= 1
    wireCount = 0
    place = .outside
    body(frame)
  }

  /// The finished frame; nil when its checksum is wrong. Whether the checksum of an extended frame
  /// covers its addresses is not settled in public sources, so either is accepted.
  private var frame: CsafeFrame? {
    let head = isExtended ? 2 : 0
    guard count > head, wireCount <= CsafeFrame.longest else { return nil }
    var check: UInt8 = 0
    for index in head..<count { check ^= bytes[index] }
    guard check == 0 || isExtended && check == bytes[0] ^ bytes[1] else { return nil }
    var frame = CsafeFrame()
    if isExtended { frame.addresses = .init(destination: bytes[0], source: bytes[1]) }
    frame.wireCount = wireCount
    frame.count = count &- head &- 1
    for index in 0..<frame.count { frame.bytes[index] = bytes[head &+ index] }
    return frame
  }

  private mutating func start(_ byte: UInt8) {
    place = .inside
    isExtended = byte == CsafeByte.extendedStart
    count = 0
    wireCount = 1
  }

  /// `byte` cannot follow; it may begin another frame.
  private mutating func giveUp(for byte: UInt8) {
    drop()
    if Self.isStart(byte) { start(byte) } else { droppedBytes &+= 1 }
  }

  private mutating func drop() {
    droppedBytes &+= wireCount
    wireCount = 0
    place = .outside
  }

  private static func isStart(_ byte: UInt8) -> Bool {
    byte == CsafeByte.extendedStart || byte == CsafeByte.standardStart
  }
}
