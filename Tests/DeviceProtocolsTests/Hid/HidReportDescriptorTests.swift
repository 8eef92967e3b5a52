import DeviceProtocols
import Testing
import WalktestTesting

/// Real descriptors: the sizes are those that hid-tools 0.12 finds in the same bytes.
@Suite(.enabled(if: Captures.shallRun, Comment(rawValue: Captures.absent)))
struct HidReportDescriptorTests {
  typealias Report = HidReportDescriptor.Report

  static let known: [(name: String, reports: [String], buttons: Int)] = [
    ("hidreport-0003-045E-0024.0004.bin", ["input 0: 4", "feature 0: 1"], 1),
    ("hidreport-0003-045E-00DB.0003.bin", ["input 0: 8", "output 0: 1"], 2),
    ("hidreport-0003-045E-00DB.0004.bin", ["input 1: 8"], 2),
    (
      "hidreport-0003-045E-0905.0005.bin",
      ["input 5: 35", "input 7: 33", "output 4: 39", "output 6: 37"], 0
    ),
    ("hidapi-046A_0011_0006_0001_real.rpt_desc", ["input 0: 8", "output 0: 1"], 2),
    ("hidapi-046A_0011_0006_0001_expected.rpt_desc", ["input 0: 8", "output 0: 1"], 2),
    ("hidapi-046D_C077_0002_0001_real.rpt_desc", ["input 0: 4"], 1),
    ("hidapi-046D_C077_0002_0001_expected.rpt_desc", ["input 0: 4"], 1),
    ("hidapi-046D_C52F_0001_000C_real.rpt_desc", ["input 3: 5"], 1),
    ("hidapi-046D_C52F_0001_000C_expected.rpt_desc", ["input 3: 5"], 1),
    ("hidapi-046D_C534_0080_0001_real.rpt_desc", ["input 4: 2"], 1),
    ("hidapi-046D_C534_0080_0001_expected.rpt_desc", ["input 4: 2"], 1),
  ]

  static func spelled(_ descriptor: HidReportDescriptor) -> [String] {
    descriptor.reports.map { "\($0.kind) \($0.id): \($0.byteCount)" }
  }

  @Test("recorded descriptor, the sizes and button fields that others find", arguments: known)
  func recorded_sizesAgree(known: (name: String, reports: [String], buttons: Int)) throws {
    let descriptor = try HidReportDescriptor(try HidDescriptors.recorded(known.name))
    #expect(Self.spelled(descriptor) == known.reports)
    #expect(descriptor.buttonFields.count == known.buttons)
    #expect(descriptor.isNumbered == !known.reports[0].contains(" 0: "))
  }

  @Test("every descriptor among the captures, expected by name")
  func allCaptures_known() throws {
    let names = try Captures.names(in: "hid/descriptors")
    #expect(Set(names) == Set(Self.known.map(\.name)))
  }

  @Test("descriptors of the recorded keyboard, boot report and two media reports")
  func keyboard_sizes() throws {
    let (boot, media) = try HidDescriptors.keyboard()
    #expect(boot.count == 62)
    #expect(media.count == 101)
    #expect(Self.spelled(try HidReportDescriptor(boot)) == ["input 0: 8", "output 0: 1"])
    let numbered = try HidReportDescriptor(media)
    #expect(numbered.isNumbered)
    #expect(Self.spelled(numbered) == ["input 1: 2", "input 2: 4"])
  }

  @Test("boot keyboard, eight modifier bits and six cells where the keys are")
  func bootKeyboard_fields() throws {
    let fields = try HidReportDescriptor(try HidDescriptors.keyboard().boot).buttonFields
    #expect(fields.map(\.bitOffset) == [0, 16])
    #expect(fields.map(\.cellCount) == [8, 6])
    #expect(fields[0].form == .bits)
    #expect(fields[1].form == .array(minimum: 0, maximum: 255))
    #expect(fields[0].usages.first?.first == HidUsage(page: 7, id: 0xE0))
  }

  @Test("any recorded descriptor cut anywhere, refused or read and never a trap")
  func cut_neverTraps() throws {
    for known in Self.known {
      let whole = try HidDescriptors.recorded(known.name)
      var refused = 0
      for count in 0..<whole.count
      where (try? HidReportDescriptor(Array(whole.prefix(count)))) == nil {
        refused += 1
      }
      // The collection that everything stands in closes with the last byte; before it opens there
      // are two items.
      #expect(refused == whole.count - 2, "\(known.name)")
    }
  }

  @Test("recorded descriptor with any byte changed, every report within the limits")
  func damaged_bounded() throws {
    var random = SplitMix(state: 17)
    for known in Self.known {
      let whole = try HidDescriptors.recorded(known.name)
      for position in whole.indices {
        var damaged = whole
        damaged[position] = .random(in: 0...255, using: &random)
        guard let read = try? HidReportDescriptor(damaged) else { continue }
        #expect(read.reports.allSatisfy { 1...16_385 ~= $0.byteCount })
        #expect(read.buttonFields.allSatisfy { $0.cellBits <= 32 && $0.cellCount <= 12_288 })
      }
    }
  }
}
