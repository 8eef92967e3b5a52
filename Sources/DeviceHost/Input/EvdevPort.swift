import CLinuxIO
public import DeviceProtocols
import Glibc
import Readings

/// A button behind the kernel's input layer (`/dev/input/eventN`): its events as the kernel writes
/// them, 24 bytes each, stamped on the monotonic clock, and for walktest alone, so that a foot switch
/// does not type into other programs (facts section 8.1).
///
/// When the kernel says that events were lost (SYN_DROPPED), the port asks at once which keys are
/// pressed and adds the answer as records of type `EvdevRecord.Kind.keyState`.
public final class EvdevPort: BytePort {
  /// Events in one read; a person presses far fewer between two wake-ups.
  private static let eventsPerRead = 64

  private let node: InputNode

  /// Opens the node at `path` and reads it on `loop`.
  ///
  /// - Parameter sink: called on the loop's thread.
  /// - Throws: `PortFault`: `absent`, `noPermission`, `busy` when another program has grabbed it,
  ///   `notTheDevice` when it is no node of the input layer, or `system`.
  public init(path: String, loop: EventLoop, sink: @escaping PortSink) throws(PortFault) {
    let descriptor = try InputNode.open(path, O_RDONLY)
    let error = linuxio_input_grab(descriptor)
    guard error == 0 else {
      Glibc.close(descriptor)
      throw .opening(path, error)
    }
    // Refused by emulators of the input layer only; events then come on the wall clock.
    let isOnWallClock = linuxio_input_monotonic(descriptor) != 0
    node = InputNode(
      descriptor, path: path, longestRead: Self.eventsPerRead * EvdevRecord.size, loop: loop,
      sink: sink,
      adjust: { bytes, descriptor in
        if isOnWallClock { Self.shiftToMonotonic(&bytes) }
        if Self.tellsLoss(bytes) { Self.appendPressed(to: &bytes, descriptor) }
      })
    node.begin()
  }

  deinit { node.close() }

  /// Does nothing: nothing is ever sent to a button behind the input layer.
  public func send(_ message: HostMessage) {}

  /// Closes the node, which gives the button back to other programs.
  public func close() { node.close() }

  /// The codes of the keys that the device at `path` has, in ascending order, as sysfs tells them;
  /// empty when it does not. Nothing is opened.
  public static func keyCodes(path: String, sysfs: String = "/sys") -> [UInt16] {
    let name = path.split(separator: "/").last ?? ""
    guard let text = SysfsFile.read("\(sysfs)/class/input/\(name)/device/capabilities/key", 4096)
    else { return [] }
    return keyCodes(in: String(decoding: text, as: UTF8.self))
  }

  /// The bits that are set in sysfs's spelling of a bit field: words of 64 bits in hexadecimal
  /// without leading zeros, the highest first.
  static func keyCodes(in text: String) -> [UInt16] {
    var codes: [UInt16] = []
    for (index, word) in text.split(whereSeparator: \.isWhitespace).reversed().enumerated() {
      guard let bits = UInt64(word, radix: 16), index < 1024 else { return [] }
      for bit in 0..<64 where bits >> UInt64(bit) & 1 == 1 {
        codes.append(UInt16(index * 64 + bit))
      }
    }
    return codes
  }

  // MARK: What was read

  private static func shiftToMonotonic(_ bytes: inout [UInt8]) {
    let offset = Microseconds(linuxio_realtime_us() &- linuxio_monotonic_us())
    var shifted: [UInt8] = []
    shifted.reserveCapacity(bytes.count)
    var position = 0
    while var record = EvdevRecord(bytes, at: position) {
      record.at = record.at - offset
      record.append(to: &shifted)
      position += EvdevRecord.size
    }
    bytes = shifted + bytes[position...]
  }

  private static func tellsLoss(_ bytes: [UInt8]) -> Bool {
    var position = 0
    while let record = EvdevRecord(bytes, at: position) {
      if record.type == EvdevRecord.Kind.syn, record.code == EvdevRecord.dropped { return true }
      position += EvdevRecord.size
    }
    return false
  }

  private static func appendPressed(to bytes: inout [UInt8], _ descriptor: Int32) {
    var keys = [UInt8](repeating: 0, count: LINUXIO_KEY_BYTES)
    guard linuxio_input_pressed(descriptor, &keys) == 0 else { return }
    let now = EventLoop.now
    func append(_ code: Int, _ value: Int32) {
      EvdevRecord(
        at: now, type: EvdevRecord.Kind.keyState, code: UInt16(truncatingIfNeeded: code),
        value: value
      ).append(to: &bytes)
    }
    for code in 0..<(keys.count * 8) where keys[code / 8] >> UInt8(code % 8) & 1 == 1 {
      append(code, 1)
    }
    append(0, 0)
  }
}
