/// Follows the items of a report descriptor and keeps what they say of sizes and buttons. The state
/// has the parts that HID 1.11 section 6.2.2 names: global items last, local items end with the next
/// main item.
struct HidDescriptorParser: Sendable {
  /// A report by kind and id.
  struct Key: Hashable, Sendable {
    var kind: HidReportDescriptor.Kind
    var id: UInt8
  }

  private struct Globals: Sendable {
    var page: UInt16 = 0
    var minimum: Int32 = 0
    var maximum: Int64 = 0
    var cellBits = 0
    var cellCount = 0
    var reportID: UInt8 = 0
  }

  /// Usages as an item names them: without a page until the main item says which page holds.
  private struct NamedUsages: Sendable {
    var first: UInt32
    var last: UInt32
    var hasPage: Bool
  }

  /// Bits of each report so far, without its id.
  private(set) var bits: [Key: Int] = [:]
  private(set) var buttonFields: [HidButtonField] = []
  private(set) var isNumbered = false

  private var globals = Globals()
  private var saved: [Globals] = []
  private var usages: [NamedUsages] = []
  private var usageMinimum: (value: UInt32, hasPage: Bool) = (0, false)
  private var openCollections = 0
  private var isInAlternatives = false
  private var alternatives = 0

  // Limits of Linux 6.1: HID_GLOBAL_STACK_SIZE, hid_parser_global, HID_MAX_USAGES,
  // HID_MAX_BUFFER_SIZE.
  private static let deepest = 4
  private static let mostCellBits = 256
  private static let mostCells = 12_288
  private static let mostReportBits = 16_384 * 8

  mutating func take(_ item: HidItem) throws(HidDescriptorFault) {
    switch item.kind & 0x0C {
    case 0x00:
      try takeMain(item)
      usages = []
      usageMinimum = (0, false)
      isInAlternatives = false
      alternatives = 0
    case 0x04: try takeGlobal(item)
    case 0x08: takeLocal(item)
    default: break
    }
  }

  /// Every collection must be closed at the end, and every saved state taken back.
  func finish(at offset: Int) throws(HidDescriptorFault) {
    guard openCollections == 0 else { throw HidDescriptorFault(code: .unbalanced, offset: offset) }
  }

  private mutating func takeMain(_ item: HidItem) throws(HidDescriptorFault) {
    switch item.kind {
    case 0x80: try addField(.input, item)
    case 0x90: try addField(.output, item)
    case 0xB0: try addField(.feature, item)
    case 0xA0: openCollections &+= 1
    case 0xC0:
      guard openCollections > 0 else {
        throw HidDescriptorFault(code: .unbalanced, offset: item.offset)
      }
      openCollections &-= 1
    default: break
    }
  }

  private mutating func takeGlobal(_ item: HidItem) throws(HidDescriptorFault) {
    switch item.kind {
    case 0x04: globals.page = UInt16(truncatingIfNeeded: item.data)
    case 0x14: globals.minimum = item.signed
    case 0x24: globals.maximum = globals.minimum < 0 ? Int64(item.signed) : Int64(item.data)
    case 0x74:
      guard item.data <= Self.mostCellBits else { throw fieldSize(item) }
      globals.cellBits = Int(item.data)
    case 0x84:
      guard item.data > 0, item.data <= 255 else {
        throw HidDescriptorFault(code: .reportID, offset: item.offset)
      }
      globals.reportID = UInt8(item.data)
      isNumbered = true
    case 0x94:
      guard item.data <= Self.mostCells else { throw fieldSize(item) }
      globals.cellCount = Int(item.data)
    case 0xA4:
      guard saved.count < Self.deepest else {
        throw HidDescriptorFault(code: .tooDeep, offset: item.offset)
      }
      saved.append(globals)
    case 0xB4:
      guard let last = saved.popLast() else {
        throw HidDescriptorFault(code: .unbalanced, offset: item.offset)
      }
      globals = last
    default: break
    }
  }

  private mutating func takeLocal(_ item: HidItem) {
    let hasPage = item.size == 4
    switch item.kind {
    case 0x08: add(NamedUsages(first: item.data, last: item.data, hasPage: hasPage))
    case 0x18: usageMinimum = (item.data, hasPage)
    case 0x28:
      add(
        NamedUsages(
          first: usageMinimum.value, last: item.data, hasPage: usageMinimum.hasPage || hasPage))
    case 0xA8:
      isInAlternatives = item.data == 1
      alternatives = 0
    default: break
    }
  }

  /// Of usages between delimiters only the first, which the device prefers, is taken.
  private mutating func add(_ named: NamedUsages) {
    if isInAlternatives {
      alternatives &+= 1
      guard alternatives == 1 else { return }
    }
    usages.append(named)
  }

  private mutating func addField(
    _ kind: HidReportDescriptor.Kind, _ item: HidItem
  ) throws(HidDescriptorFault) {
    let key = Key(kind: kind, id: globals.reportID)
    let offset = bits[key] ?? 0
    let total = offset &+ globals.cellBits &* globals.cellCount
    guard total <= Self.mostReportBits else {
      throw HidDescriptorFault(code: .reportSize, offset: item.offset)
    }
    guard total > offset else { return }
    bits[key] = total
    let isConstant = item.data & 1 == 1
    guard kind == .input, !isConstant, let field = buttonField(at: offset, flags: item.data)
    else { return }
    buttonFields.append(field)
  }

  /// The field at `offset` when it holds buttons.
  private func buttonField(at offset: Int, flags: UInt32) -> HidButtonField? {
    let isArray = flags & 2 == 0
    guard isArray ? globals.cellBits <= 32 : globals.cellBits == 1 else { return nil }
    let spans = usages.compactMap(span)
    guard spans.contains(where: { $0.buttons != nil }) else { return nil }
    return HidButtonField(
      reportID: globals.reportID, bitOffset: offset, cellBits: globals.cellBits,
      cellCount: globals.cellCount,
      form: isArray ? .array(minimum: globals.minimum, maximum: globals.maximum) : .bits,
      usages: spans)
  }

  /// The page that holds is the one at the main item, as in Linux since 4.20.
  private func span(_ named: NamedUsages) -> HidUsageSpan? {
    let page = named.hasPage ? UInt16(truncatingIfNeeded: named.first >> 16) : globals.page
    let (first, last) = (named.first & 0xFFFF, named.last & 0xFFFF)
    guard first <= last else { return nil }
    return HidUsageSpan(
      first: HidUsage(page: page, id: UInt16(truncatingIfNeeded: first)),
      count: Int(last &- first) &+ 1)
  }

  private func fieldSize(_ item: HidItem) -> HidDescriptorFault {
    HidDescriptorFault(code: .fieldSize, offset: item.offset)
  }
}
