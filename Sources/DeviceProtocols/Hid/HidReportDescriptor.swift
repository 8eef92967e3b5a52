/// What a HID device says about its reports: how long they are, and where the buttons are in them
/// (HID 1.11 sections 5 and 6.2.2; facts section 8.3). Whatever the bytes are, reading them ends in
/// time and memory that their length bounds.
public struct HidReportDescriptor: Hashable, Sendable {
  /// The three kinds of report.
  public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
    /// From the device.
    case input
    /// To the device.
    case output
    /// Settings, both ways.
    case feature
  }

  /// One report.
  public struct Report: Hashable, Sendable {
    /// Its kind.
    public let kind: Kind
    /// Its id; 0 when the device has one report of each kind and numbers none.
    public let id: UInt8
    /// Its bytes on the wire, with the id byte when there is one.
    public let byteCount: Int
  }

  /// All reports that hold anything, by kind and then by id.
  public let reports: [Report]
  /// Whether every report begins with its id.
  public let isNumbered: Bool
  /// The input fields that hold buttons, in the order of the descriptor.
  public let buttonFields: [HidButtonField]

  /// The longest descriptor that Linux reads (`HID_MAX_DESCRIPTOR_SIZE`).
  public static let longest = 4096

  /// Reads a descriptor.
  ///
  /// - Throws: what is wrong with it.
  public init(_ bytes: [UInt8]) throws(HidDescriptorFault) {
    guard !bytes.isEmpty, bytes.count <= Self.longest else {
      throw HidDescriptorFault(code: .length, offset: 0)
    }
    var parser = HidDescriptorParser()
    var items = HidItemReader(bytes)
    while let item = try items.next() { try parser.take(item) }
    try parser.finish(at: bytes.count)
    let isNumbered = parser.isNumbered
    self.isNumbered = isNumbered
    reports = parser.bits.map { key, bits in
      Report(kind: key.kind, id: key.id, byteCount: (bits &+ 7) / 8 &+ (isNumbered ? 1 : 0))
    }.sorted { ($0.kind.rawValue, $0.id) < ($1.kind.rawValue, $1.id) }
    // A field before the first id of a numbered device is in no report that can come.
    buttonFields = parser.buttonFields.filter { $0.reportID != 0 || !isNumbered }
  }

  /// The bytes of one report on the wire, with the id byte when there is one; nil when the device
  /// has no such report.
  public func byteCount(of kind: Kind, id: UInt8 = 0) -> Int? {
    reports.first { $0.kind == kind && $0.id == id }?.byteCount
  }

  /// The bytes of the longest report of a kind; 0 when there is none.
  public func longestReport(_ kind: Kind) -> Int {
    reports.lazy.filter { $0.kind == kind }.map(\.byteCount).max() ?? 0
  }
}
