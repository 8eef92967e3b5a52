import DeviceProtocols
import Testing
import WalktestTesting

/// Descriptors that no honest device has.
@Suite struct HidDescriptorFaultTests {
  static func fault(_ hex: String) -> HidDescriptorFault? { fault(bytes(hex: hex)) }

  static func fault(_ descriptor: [UInt8]) -> HidDescriptorFault? {
    do throws(HidDescriptorFault) {
      _ = try HidReportDescriptor(descriptor)
      return nil
    } catch { return error }
  }

  @Test(
    "hostile descriptor, refused with the code and place of its fault",
    arguments: [
      ("", .length, 0),
      ("0509 26 01", .truncated, 2), ("05", .truncated, 0), ("fe", .truncated, 0),
      ("fe 05 10 01", .truncated, 0),
      ("0501 a101", .unbalanced, 4), ("c0", .unbalanced, 0), ("b4", .unbalanced, 0),
      ("a4 a4 a4 a4 a4", .tooDeep, 4),
      ("8500", .reportID, 0), ("86 0001", .reportID, 0), ("84", .reportID, 0),
      ("76 0101", .fieldSize, 0), ("77 ffffffff", .fieldSize, 0), ("96 0130", .fieldSize, 0),
      ("97 ffffffff", .fieldSize, 0),
      ("75 20 96 0020 81 02", .reportSize, 5), ("75 10 96 0020 81 02 81 02", .reportSize, 7),
    ] as [(String, HidDescriptorFault.Code, Int)])
  func hostile_refused(hex: String, code: HidDescriptorFault.Code, offset: Int) {
    let fault = Self.fault(hex)
    #expect(fault?.code == code)
    #expect(fault?.offset == offset)
    #expect(fault?.description.contains(code.rawValue) == true)
  }

  @Test("more than 4096 bytes, refused before reading")
  func tooLong_refused() {
    let padding = [UInt8](repeating: 0x05, count: 4096)
    #expect(Self.fault(padding + [0x01])?.code == .length)
    #expect(Self.fault(padding) == nil)
  }

  @Test("as many fields as fit and as wide as allowed, read in bounded space")
  func manyFields_bounded() throws {
    // Each field: one bit of one button; the report stays short.
    let field: [UInt8] = [0x09, 0x01, 0x81, 0x02]
    let head: [UInt8] = [0x05, 0x09, 0x75, 0x01, 0x95, 0x01]
    let many = head + repeatElement(field, count: 1020).joined()
    let descriptor = try HidReportDescriptor(many)
    #expect(descriptor.buttonFields.count == 1020)
    #expect(descriptor.byteCount(of: .input) == 128)
    var reader = HidButtonReader(descriptor)
    var edges = 0
    // The same usage in all fields is one button.
    #expect(reader.receive([UInt8](repeating: 0xFF, count: 128)) { _ in edges += 1 } == .read)
    #expect(edges == 1)
  }

  @Test("report of sixteen thousand pressed buttons, ignored as a roll-over")
  func manyPressed_rollOver() throws {
    // 12288 buttons in one field.
    let descriptor = try HidReportDescriptor(
      bytes(hex: "0509 1901 2a ffff 1500 2501 7501 96 0030 8102"))
    #expect(descriptor.byteCount(of: .input) == 1536)
    var reader = HidButtonReader(descriptor)
    let report = [UInt8](repeating: 0xFF, count: 1536)
    #expect(reader.receive(report) { _ in Issue.record("an edge") } == .rollOver)
    #expect(reader.pressedCount == 0)
  }

  @Test("random bytes, refused or read and never a trap")
  func random_neverTraps() {
    var random = SplitMix(state: 23)
    var read = 0
    for _ in 0..<3_000 {
      let noise = (0..<Int.random(in: 1...80, using: &random)).map { _ in
        // Mostly prefixes of real items, so that some are read.
        [0x05, 0x09, 0x19, 0x29, 0x15, 0x25, 0x75, 0x95, 0x81, 0x85, 0xA1, 0xC0, 0x01, 0x02, 0x08]
          .randomElement(using: &random) ?? UInt8.random(in: 0...255, using: &random)
      }
      guard let descriptor = try? HidReportDescriptor(noise) else { continue }
      read += 1
      var reader = HidButtonReader(descriptor)
      for _ in 0..<4 {
        let report = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
        _ = reader.receive(report) { _ in }
      }
      #expect(reader.pressedCount <= 64)
    }
    #expect(read > 100)
  }
}
