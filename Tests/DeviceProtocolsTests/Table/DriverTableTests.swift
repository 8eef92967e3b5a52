import DeviceProtocols
import Foundation
import Readings
import Testing

@Suite("The driver table")
struct DriverTableTests {
  private let code = /[a-z0-9][a-z0-9-]*[a-z0-9]/

  @Test("names of devices and pages, each once and fit for a file")
  func names() {
    let ids = DriverTable.pageIDs
    #expect(ids.count > 15)
    #expect(Set(ids).count == ids.count)
    for id in ids { #expect(id.wholeMatch(of: code) != nil, "\(id)") }
    for device in DriverTable.all { #expect(DriverTable.description(id: device.id) != nil) }
    #expect(DriverTable.description(id: "nothing") == nil)
  }

  @Test("a vendor and product id, at most one device that it tells, and then no adapter's")
  func idsAreUnambiguous() {
    var seen: [UsbID: String] = [:]
    for device in DriverTable.all where device.identification == .byIDs {
      #expect(!device.usb.isEmpty, "\(device.id) has no ids")
      for usb in device.usb {
        #expect(seen[usb] == nil, "\(usb) is \(seen[usb] ?? "") and \(device.id)")
        #expect(DriverTable.adapter(usb) == nil, "\(usb) of \(device.id) is an adapter's")
        #expect(DriverTable.known(usb)?.id == device.id)
        seen[usb] = device.id
      }
    }
    let adapters = DriverTable.adapterIDs
    #expect(Set(adapters).count == adapters.count)
  }

  @Test("an adapter's id, no device without a binding")
  func adaptersWantABinding() {
    for usb in DriverTable.adapterIDs {
      #expect(DriverTable.known(usb) == nil)
      #expect(DriverTable.candidates(for: usb).allSatisfy { $0.identification == .byBinding })
      #expect(DriverTable.kernelDriver(usb) != nil)
    }
    #expect(
      DriverTable.candidates(for: UsbID(0x0403, 0x6001)).map(\.id)
        == ["trackmaster", "csafe", "lifespan"])
    #expect(DriverTable.candidates(for: UsbID(0x046D, 0xC31C)).isEmpty)
  }

  @Test("every driver, reached by a device or by a stick's radio")
  func driversAreReachable() {
    let used = DriverTable.all.flatMap(\.drivers) + DriverTable.heard.map(\.driver)
    #expect(Set(used) == Set(DriverID.allCases))
    let heard = Set(DriverTable.heard.map(\.driver))
    for stick in DriverTable.all where stick.role == .stick {
      #expect(Set(stick.drivers) == heard, "\(stick.id)")
    }
  }

  @Test("every variant, a line of its own; every serial device, a line with a usual speed")
  func lines() {
    for device in DriverTable.all {
      #expect(Set(device.variants.map(\.id)).count == device.variants.count)
      guard case .serial(let line) = device.attachment else {
        #expect(device.variants.allSatisfy { $0.line == nil } && device.line(variant: "") == nil)
        continue
      }
      for variant in device.variants {
        #expect(variant.line != nil, "\(device.id) \(variant.id)")
        #expect(device.line(variant: variant.id) == variant.line)
      }
      let speeds = [line.baud] + device.variants.compactMap { $0.line?.baud }
      #expect(Set(speeds).isSubset(of: [4_800, 9_600, 115_200]))
      #expect(device.udev.ignoresModemManager, "\(device.id) is a serial port")
    }
    #expect(DriverTable.description(id: "trackmaster")?.line(variant: "ge-t2100")?.baud == 9_600)
    #expect(DriverTable.description(id: "trackmaster")?.line(variant: "no-such")?.baud == nil)
  }

  @Test(
    "every driver and variant of the table, a driver that can be made; an unknown variant, none")
  func driversAreMade() throws {
    for device in DriverTable.all {
      for driver in device.drivers {
        let names = device.variants.isEmpty ? [""] : device.variants.map(\.id)
        for name in names {
          let choice = DriverChoice(driver: driver, variant: name)
          #expect(
            choice.makeDriver(source: DeviceSource(1), networkKey: .publicNetwork) != nil,
            "\(driver) \(name)")
        }
        guard !device.variants.isEmpty else { continue }
        let wrong = DriverChoice(driver: driver, variant: "no-such")
        #expect(
          wrong.makeDriver(source: DeviceSource(1), networkKey: .publicNetwork) == nil, "\(driver)")
      }
    }
    #expect(DriverTable.description(id: "trackmaster")?.impliedVariant == nil)
    #expect(DriverTable.description(id: "xkeys-pedal")?.impliedVariant == "pedal")
    #expect(DriverTable.description(id: "csafe")?.impliedVariant == "")
  }

  @Test("every device, words for each heading of its page and nothing promised of a button")
  func prose() {
    for device in DriverTable.all {
      check(device.prose, device.tested, device.id)
      #expect(device.channels.isEmpty == (device.role != .treadmill), "\(device.id)")
      #expect((device.stallTime == nil) == (device.role == .button), "\(device.id)")
      #expect((device.udev.link == nil) == (device.identification == .byBinding), "\(device.id)")
    }
    for device in DriverTable.heard {
      check(device.prose, device.tested, device.id)
      #expect(!device.channels.isEmpty)
    }
  }

  private func check(_ prose: DeviceProse, _ tested: [String], _ id: String) {
    let sentences = [prose.what, prose.attaching] + prose.setUp + tested
    for sentence in sentences { #expect(sentence.hasSuffix("."), "\(id): \(sentence)") }
    #expect(!prose.setUp.isEmpty && !tested.isEmpty && !prose.sources.isEmpty, "\(id)")
  }

  @Test("the smallest speed step, the documents' step in mm/s rounded up")
  func resolutions() throws {
    let pod = try #require(DriverTable.heard.first { $0.driver == .antFootPod })
    #expect(pod.channels.map(\.resolution) == [4, 62_500, 1])
    let mph = try #require(DriverTable.description(id: "trackmaster")).channels[0].resolution
    #expect(Double(mph) >= 0.1 * 447.04 && Double(mph - 1) < 0.1 * 447.04)
  }
}
