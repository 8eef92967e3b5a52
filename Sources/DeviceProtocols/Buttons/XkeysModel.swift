/// The X-keys devices that are read, by where their reports keep what (facts section 8.2; public:
/// `SuperFlyTV/xkeys`, `products.ts`). The raw value is the variant in configuration.
public enum XkeysModel: String, Hashable, Sendable, CaseIterable {
  /// XK-3 foot pedal (products 1080 and 1082, decimal): contacts 0, 1, 2 are the left, middle and
  /// right pedal, 3 the program switch inside the unit.
  case pedal
  /// XK-3 switch interface (products 1221 and 1224, decimal): contacts 0, 1, 2 are the switches SW1,
  /// SW2 and SW3 on its one jack.
  case switchInterface = "switch-interface"

  /// Where the device's milliseconds begin in a report.
  var timeOffset: Int {
    switch self {
    case .pedal: 18
    case .switchInterface: 31
    }
  }

  /// The bit in byte 2 that is set while a plug is in the jack; nil when there is no jack.
  var plugBit: UInt8? {
    switch self {
    case .pedal: nil
    case .switchInterface: 0x04
    }
  }

  /// How many contacts there are.
  var contactCount: Int {
    switch self {
    case .pedal: 4
    case .switchInterface: 3
    }
  }

  /// The closed contacts, bit n for contact n, from byte 1 (flags) and byte 2 (column) of a report.
  func closed(flags: UInt8, column: UInt8) -> UInt8 {
    switch self {
    case .pedal: column >> 1 & 0x07 | (flags & 1) << 3
    case .switchInterface: column >> 1 & 1 | (column & 1) << 1 | (column >> 4 & 1) << 2
    }
  }
}
