import DeviceProtocols
import Testing
import WalktestTesting

/// Presses and releases out of reports.
@Suite struct HidButtonReaderTests {
  typealias Edge = HidButtonReader.Edge

  static let boot = bytes(
    hex: "05010906a101050719e029e7150025017501950881029501750881019505750105081901290591029501"
      + "7503910195067508150025650507190029658100c0")

  static func edges(
    _ reader: inout HidButtonReader, _ hex: String,
    _ verdict: HidButtonReader.Verdict = .read
  ) -> [String] {
    var edges: [String] = []
    let got = reader.receive(bytes(hex: hex)) {
      edges.append(($0.isPress ? "+" : "-") + String($0.usage.rawValue, radix: 16))
    }
    #expect(got == verdict)
    return edges
  }

  @Test("boot keyboard, keys and modifiers told as they come and go")
  func bootKeyboard_edges() throws {
    var reader = HidButtonReader(try HidReportDescriptor(Self.boot))
    #expect(Self.edges(&reader, "00 00 04 00 00 00 00 00") == ["+70004"])
    #expect(Self.edges(&reader, "00 00 04 00 00 00 00 00") == [])
    #expect(Self.edges(&reader, "02 00 04 05 00 00 00 00") == ["+700e1", "+70005"])
    // A key may move to another cell; it stays pressed.
    #expect(Self.edges(&reader, "02 00 05 00 00 00 00 00") == ["-70004"])
    #expect(Self.edges(&reader, "00 00 06 00 00 00 00 00") == ["-700e1", "-70005", "+70006"])
    #expect(Self.edges(&reader, "00 00 00 00 00 00 00 00") == ["-70006"])
    #expect(reader.pressedCount == 0)
  }

  @Test("six times usage 01, too many keys: what was pressed stays")
  func rollOver_ignored() throws {
    var reader = HidButtonReader(try HidReportDescriptor(Self.boot))
    _ = Self.edges(&reader, "00 00 04 00 00 00 00 00")
    #expect(Self.edges(&reader, "00 00 01 01 01 01 01 01", .rollOver) == [])
    #expect(Self.edges(&reader, "03 00 01 01 01 01 01 01", .rollOver) == [])
    #expect(Self.edges(&reader, "00 00 04 00 00 00 00 00") == [])
    #expect(Self.edges(&reader, "00 00 00 00 00 00 00 00") == ["-70004"])
  }

  @Test("report cut short, nothing is read out of it")
  func shortReport_ignored() throws {
    var reader = HidButtonReader(try HidReportDescriptor(Self.boot))
    _ = Self.edges(&reader, "00 00 04 00 00 00 00 00")
    for count in 0..<8 {
      let cut = [UInt8](repeating: 0, count: count)
      #expect(reader.receive(cut) { _ in Issue.record("an edge") } == .notAReport)
    }
    // Linux pads what is too long as well and reads the front.
    #expect(Self.edges(&reader, "00 00 05 00 00 00 00 00 ff ff") == ["-70004", "+70005"])
  }

  @Test("button page, each bit one button and padding none")
  func buttonPage_bits() throws {
    var reader = HidButtonReader(try HidReportDescriptor(HidDescriptors.pedal))
    #expect(Self.edges(&reader, "fa") == ["+90002"])
    #expect(Self.edges(&reader, "05") == ["-90002", "+90001", "+90003"])
  }

  @Test("consumer array that counts from 1, value 0 is nothing pressed")
  func consumerArray_zeroIsNothing() throws {
    // As Logitech's receiver: report 3 with two cells of 16 bits, values 1 to 652.
    let descriptor = bytes(hex: "050c0901a10185031901 2a8c02 1501 268c02 7510 9502 8100 c0")
    var reader = HidButtonReader(try HidReportDescriptor(descriptor))
    #expect(Self.edges(&reader, "03 e900 0000") == ["+c00e9"])
    #expect(Self.edges(&reader, "03 0000 8c02") == ["-c00e9", "+c028c"])
    // 653 is out of range: "no event".
    #expect(Self.edges(&reader, "03 8d02 0000") == ["-c028c"])
    #expect(Self.edges(&reader, "04 e900 0000", .notAReport) == [])
  }

  @Test("system control keys in an array of two bits, by their place in the list")
  func systemControl_byPlace() throws {
    let descriptor = bytes(
      hex: "05010980a1018504 7502 9501 1501 2503 0982 0981 0983 8160 7506 8103 c0")
    var reader = HidButtonReader(try HidReportDescriptor(descriptor))
    #expect(Self.edges(&reader, "04 01") == ["+10082"])
    #expect(Self.edges(&reader, "04 02") == ["-10082", "+10081"])
    #expect(Self.edges(&reader, "04 00") == ["-10081"])
  }

  @Test("two reports, a release is told by the report that told the press only")
  func twoReports_separate() throws {
    let descriptor = bytes(
      hex: "0509 a101 8501 1901 2908 1500 2501 7501 9508 8102 8502 1909 2910 8102 c0")
    var reader = HidButtonReader(try HidReportDescriptor(descriptor))
    #expect(Self.edges(&reader, "01 01") == ["+90001"])
    #expect(Self.edges(&reader, "02 80") == ["+90010"])
    #expect(Self.edges(&reader, "01 00") == ["-90001"])
    #expect(Self.edges(&reader, "02 00") == ["-90010"])
  }

  @Test("usages with a page of their own, push and pop, long items, alternatives: all followed")
  func rareItems_followed() throws {
    // A long item; page 0C pushed aside and taken back; a 4-byte usage on page 09; of the two
    // usages between delimiters the first.
    let descriptor = bytes(
      hex: "fe 02 10 aa bb 050c a4 0501 b4 a101 1500 2501 7501 9501 0b 0400 0900 8102"
        + "a901 09e9 09ea a900 8102 9506 8101 c0")
    var reader = HidButtonReader(try HidReportDescriptor(descriptor))
    #expect(Self.edges(&reader, "01") == ["+90004"])
    #expect(Self.edges(&reader, "02") == ["-90004", "+c00e9"])
  }

  @Test("array that counts from below zero, its cells are signed")
  func signedArray_signExtended() throws {
    // Values -2 to 1 are buttons 1 to 4.
    let descriptor = bytes(hex: "0509 15fe 2501 1901 2904 7508 9501 8100")
    var reader = HidButtonReader(try HidReportDescriptor(descriptor))
    #expect(Self.edges(&reader, "fe") == ["+90001"])
    #expect(Self.edges(&reader, "01") == ["-90001", "+90004"])
    #expect(Self.edges(&reader, "02") == ["-90004"])
  }

  @Test("any reports, presses and releases of each button take turns")
  func anyReports_edgesAlternate() throws {
    var random = SplitMix(state: 29)
    for descriptor in [Self.boot, HidDescriptors.pedal] {
      let read = try HidReportDescriptor(descriptor)
      var reader = HidButtonReader(read)
      var pressed: Set<HidUsage> = []
      for _ in 0..<2_000 {
        let report = (0..<read.longestReport(.input)).map { _ in
          UInt8.random(in: 0...12, using: &random)
        }
        _ = reader.receive(report) { edge in
          #expect(
            edge.isPress ? pressed.insert(edge.usage).inserted : pressed.remove(edge.usage) != nil)
        }
        #expect(reader.pressedCount == pressed.count)
      }
    }
  }
}
