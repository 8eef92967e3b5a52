import Readings

/// Finds Modbus RTU frames between a LifeSpan console and its base in a stream that comes in
/// pieces, from one side or from both.
///
/// Modbus RTU ends a frame by silence, which a host behind a USB adapter cannot see. The few kinds
/// of frame on this line show their length, and the check shows the rest: on a wrong one it drops
/// **one** byte and looks again, so a damaged frame never swallows the one behind it. What waits is
/// held inline; nothing is allocated.
public struct ModbusParser: Sendable {
  /// Bytes that belonged to no frame.
  public private(set) var droppedBytes = 0
  /// Candidates with a true beginning and length whose check was wrong.
  public private(set) var badChecks = 0
  /// Frames found.
  public private(set) var frames = 0

  private static let longest = 8
  private let address: UInt8
  private var pending = InlineArray<8, UInt8>(repeating: 0)
  private var count = 0

  /// A parser of the frames from and to the device with `address`.
  public init(address: UInt8 = 1) { self.address = address }

  /// Bytes of an unfinished frame.
  public var waitingBytes: Int { count }

  /// Takes the next bytes and hands every frame that they complete to `body`, with the bytes
  /// dropped until then: whether something was lost before the frame.
  public mutating func receive(_ chunk: Span<UInt8>, _ body: (ModbusFrame, _ dropped: Int) -> Void)
  {
    for index in chunk.indices {
      pending[count] = chunk[index]
      count &+= 1
      while let length = examine() { finish(length, body) }
    }
  }

  /// As `receive(_:_:)` with a span, for an array.
  public mutating func receive(_ chunk: [UInt8], _ body: (ModbusFrame) -> Void) {
    receive(chunk.span) { frame, _ in body(frame) }
  }

  /// Drops an unfinished frame: it will not be finished.
  public mutating func reset() {
    droppedBytes &+= count
    count = 0
  }

  /// The length of the whole frame that is pending, 0 when its check is wrong; nil when more bytes
  /// are needed. Bytes that begin no frame are dropped on the way. Fewer than `longest` bytes wait
  /// afterwards, so the next one fits.
  private mutating func examine() -> Int? {
    while count > 0 {
      guard let length = length else {
        droppedBytes &+= 1
        shift(by: 1)
        continue
      }
      guard length > 0, count >= length else { return nil }
      var check = ModbusCheck()
      for index in 0..<length { check.add(pending[index]) }
      return check.value == 0 ? length : 0
    }
    return nil
  }

  /// The length that the pending bytes show; 0 while they do not show it, nil when they begin none.
  private var length: Int? {
    guard pending[0] == address else { return nil }
    guard count > 1 else { return 0 }
    switch pending[1] {
    case 0x83, 0x86: return 5
    case 0x06: return 8
    case 0x03:
      guard count > 2 else { return 0 }
      // An answer with one register begins with its count of bytes, 2; no register above 01FF but
      // D10A is asked for, so a request never does.
      return pending[2] == 2 ? 7 : 8
    default: return nil
    }
  }

  private mutating func finish(_ length: Int, _ body: (ModbusFrame, Int) -> Void) {
    guard length > 0 else {
      badChecks &+= 1
      droppedBytes &+= 1
      shift(by: 1)
      return
    }
    var raw = RawBytes()
    for index in 0..<length { raw.append(pending[index]) }
    shift(by: length)
    frames &+= 1
    body(ModbusFrame(raw), droppedBytes)
  }

  private mutating func shift(by taken: Int) {
    count &-= taken
    for index in 0..<count { pending[index] = pending[index &+ taken] }
  }
}
