import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// Buttons by their own description.
@Suite struct HidButtonDriverTests {
  typealias Bench = ButtonBench<HidButtonDriver>

  @Test("pedal with a button page, buttons 1 to 3 are contacts 0 to 2")
  func pedal_contactsFromZero() {
    var bench = Bench(HidButtonDriver(descriptor: HidDescriptors.pedal))
    bench.receive([0x02], at: 1_000)
    bench.receive([0x06], at: 9_000)
    bench.receive([0x00], at: 17_000)
    #expect(spelled(bench.edges) == ["+1@1000", "+2@9000", "-1@17000", "-2@17000"])
    #expect(bench.driver.counts.packets == 4)
  }

  @Test("usages configured, they are the contacts and others are counted as foreign")
  func configured_others() {
    var bench = Bench(
      HidButtonDriver(
        descriptor: HidDescriptors.pedal,
        usages: [HidUsage(page: 9, id: 3), HidUsage(page: 9, id: 1)]))
    bench.receive([0x07], at: 0)
    #expect(Set(spelled(bench.edges)) == ["+1@0", "+0@0"])
    #expect(bench.driver.counts.foreignPackets == 1)
  }

  @Test("keyboard, modifiers after keys and no contact for usages without a key")
  func keyboard_numbers() {
    var bench = Bench(HidButtonDriver(descriptor: HidButtonReaderTests.boot))
    bench.receive([0x01, 0, 0x04, 0x65, 0, 0, 0, 0], at: 0)
    // Keys 04 to 65 are contacts 0 to 97, then E0.
    #expect(Set(spelled(bench.edges)) == ["+98@0", "+0@0", "+97@0"])
  }

  @Test("descriptor that cannot be read or has no button, staff is told what to do")
  func unreadable_failed() {
    for (descriptor, words) in [([0x05], "use another button"), ([0x05, 0x01], "has no button")] {
      let bench = Bench(HidButtonDriver(descriptor: descriptor.map { UInt8($0) }))
      guard case .failed(let fault) = bench.actions.first else {
        Issue.record("\(bench.actions)")
        continue
      }
      #expect(fault.code == .otherProtocol)
      #expect(fault.description.contains(words))
    }
  }

  @Test("reports cut anywhere and garbage between, no press that the whole ones lack")
  func cuts_neverInvent() {
    let reports = (0..<40).map { index -> [UInt8] in
      [0, 0, index.isMultiple(of: 2) ? UInt8(4 + index / 2 % 8) : 0, 0, 0, 0, 0, 0]
    }
    var random = SplitMix(state: 37)
    for _ in 0..<50 {
      var bench = Bench(HidButtonDriver(descriptor: HidButtonReaderTests.boot))
      var expected = Bench(HidButtonDriver(descriptor: HidButtonReaderTests.boot))
      for (number, report) in reports.enumerated() {
        let at = Int64(number)
        expected.receive(report, at: at)
        let cut = Int.random(in: 1...7, using: &random)
        if Bool.random(using: &random) {
          bench.receive(Array(report.prefix(cut)), at: at)
          bench.receive(Array(report.suffix(8 - cut)), at: at)
        }
        bench.receive(report, at: at)
      }
      #expect(bench.edges == expected.edges)
      #expect(bench.edges.count == 40)
    }
  }

  @Test("roll-over, counted and nothing released by it")
  func rollOver_counted() {
    var bench = Bench(HidButtonDriver(descriptor: HidButtonReaderTests.boot))
    bench.receive([0, 0, 4, 0, 0, 0, 0, 0], at: 0)
    bench.receive([0, 0, 1, 1, 1, 1, 1, 1], at: 1)
    #expect(spelled(bench.edges) == ["+0@0"])
    #expect(bench.driver.counts.receiveFailures == 1)
  }

  @Test("pedal held for ten seconds, stuck; unplugged then, the loss is told")
  func stuckThenUnplugged_told() {
    var bench = Bench(HidButtonDriver(descriptor: HidDescriptors.pedal))
    bench.receive([0x01], at: 0)
    #expect(bench.driver.deadline?.microseconds == 10_000_000)
    bench.tick(at: 10_000_000)
    bench.lose(at: 11_000_000)
    #expect(bench.reports == [.contactStuck(0), .edgesLost])
    bench.begin(at: 12_000_000)
    bench.receive([0x00], at: 13_000_000)
    #expect(bench.edges.count == 1)
  }
}
