public import Readings

/// One row of `samples.csv`: what each channel showed at one tick, and how old it was.
public struct SampleRow: Hashable, Sendable {
  /// A channel that is present.
  public struct Cell: Hashable, Sendable {
    /// mm/s, µm or strides.
    public var value: Int64
    /// The span since the reading arrived, 0 to 2 s.
    public var age: Microseconds

    /// A cell.
    public init(value: Int64, age: Microseconds) {
      self.value = value
      self.age = age
    }
  }

  private var speed: Cell?
  private var distance: Cell?
  private var strides: Cell?

  /// A row in which every channel is absent.
  public init() {}

  /// The cell of a channel; nil is absent, which is not zero.
  public subscript(channel: Channel) -> Cell? {
    get {
      switch channel {
      case .speed: speed
      case .distance: distance
      case .strides: strides
      }
    }
    set {
      switch channel {
      case .speed: speed = newValue
      case .distance: distance = newValue
      case .strides: strides = newValue
      }
    }
  }

  /// The payload of a journal's sample entry: a bit for each present channel in the order of
  /// `Channel`, then value (i64) and age in µs (u32) of each, least significant byte first.
  public var payload: [UInt8] {
    var output: [UInt8] = [0]
    for (bit, channel) in Channel.allCases.enumerated() {
      guard let cell = self[channel] else { continue }
      output[0] |= 1 << UInt8(bit)
      output.appendLittleEndian(cell.value)
      output.appendLittleEndian(UInt32(truncatingIfNeeded: cell.age.count))
    }
    return output
  }

  /// The row that `payload` tells, nil when it is none.
  public init?(payload: [UInt8]) {
    guard let bits = payload.first else { return nil }
    var offset = 1
    for (bit, channel) in Channel.allCases.enumerated() where bits & 1 << UInt8(bit) != 0 {
      guard payload.count >= offset + 12 else { return nil }
      self[channel] = Cell(
        value: Int64(bitPattern: UInt64(littleEndianAt: offset, in: payload)),
        age: Microseconds(Int64(UInt32(littleEndianAt: offset + 8, in: payload))))
      offset += 12
    }
    guard offset == payload.count, bits >> UInt8(Channel.allCases.count) == 0 else { return nil }
  }
}
