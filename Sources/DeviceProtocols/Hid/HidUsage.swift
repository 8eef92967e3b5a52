/// What a bit or a cell of a HID report means: a page and an id on it (HID 1.11 section 5.5).
public struct HidUsage: Hashable, Comparable, Sendable {
  /// The page in the high half, the id in the low half.
  public var rawValue: UInt32

  /// A usage from its page and id.
  public init(page: UInt16, id: UInt16) { rawValue = UInt32(page) << 16 | UInt32(id) }

  /// A usage from page (high half) and id (low half).
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The page, such as 9 for buttons.
  public var page: UInt16 { UInt16(truncatingIfNeeded: rawValue >> 16) }
  /// The id on the page, such as 1 for the first button.
  public var id: UInt16 { UInt16(truncatingIfNeeded: rawValue) }

  /// The order of pages, then of ids.
  public static func < (left: HidUsage, right: HidUsage) -> Bool { left.rawValue < right.rawValue }

  /// Whether it is something that a person presses and lets go.
  public var isButton: Bool { Self.buttons(on: page)?.contains(id) ?? false }

  /// The ids of `page` that a person can press (HID Usage Tables 1.12); nil when there are none:
  /// buttons (09), keys (07) without "no event" and the error usages 01 to 03, consumer controls
  /// (0C), and of generic desktop (01) power down, sleep and wake up (81 to 83).
  static func buttons(on page: UInt16) -> ClosedRange<UInt16>? {
    switch page {
    case 0x01: 0x81...0x83
    case 0x07: 0x04...0xE7
    case 0x09, 0x0C: 0x01...0xFFFF
    default: nil
    }
  }
}

/// Usages that follow each other on one page, as a descriptor assigns them to bits or to the values
/// of an array.
public struct HidUsageSpan: Hashable, Sendable {
  /// The first usage.
  public let first: HidUsage
  /// How many follow each other, with the first; 1 to 65536.
  public let count: Int

  /// The usages of it that are buttons, as raw values; nil when there are none.
  var buttons: ClosedRange<UInt32>? {
    guard let ids = HidUsage.buttons(on: first.page) else { return nil }
    let low = max(Int(first.id), Int(ids.lowerBound))
    let high = min(Int(first.id) &+ count &- 1, Int(ids.upperBound))
    guard low <= high else { return nil }
    let page = UInt32(first.page) << 16
    return (page | UInt32(low))...(page | UInt32(high))
  }

  /// The usage `offset` places after the first.
  func usage(at offset: Int) -> HidUsage {
    HidUsage(rawValue: first.rawValue &+ UInt32(truncatingIfNeeded: offset))
  }
}
