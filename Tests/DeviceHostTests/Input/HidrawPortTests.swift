import DeviceHost
import DeviceProtocols
import DeviceSimulator
import Foundation
import Readings
import Synchronization
import Testing

/// The hidraw port on nodes that the test plays.
@Suite struct HidrawPortTests {
  /// The loop's thread ends with the test.
  final class Loop {
    let loop: EventLoop
    init() throws { loop = try EventLoop() }
    deinit { loop.stop() }
  }

  @Test("reports of a foot switch, read whole and stamped in order")
  func reports_read() throws {
    let node = try PseudoNode(
      "hidraw3", reportDescriptor: SimulatedFootSwitch.reportDescriptor)
    let (loop, log) = (try Loop(), PortLog())
    let before = EventLoop.now
    let port = try HidrawPort(path: node.path, loop: loop.loop, sysfs: node.sysfs, sink: log.note)
    defer { port.close() }
    #expect(port.reportDescriptor == SimulatedFootSwitch.reportDescriptor)
    let down: [UInt8] = [0, 0, 4, 0, 0, 0, 0, 0]
    node.deliver(down)
    #expect(log.wait { $0.bytes.count >= 8 })
    node.deliver([0, 0, 0, 0, 0, 0, 0, 0])
    #expect(log.wait { $0.bytes.count >= 16 })
    #expect(log.bytes == down + [UInt8](repeating: 0, count: 8))
    let stamps = log.all.compactMap { if case .bytes(_, let at) = $0 { at } else { nil } }
    #expect(stamps == stamps.sorted())
    #expect(stamps.allSatisfy { before...EventLoop.now ~= $0 })
  }

  @Test("question to a Big Red Button, an id of 0 goes before it")
  func send_idZeroFirst() throws {
    let node = try PseudoNode(
      "hidraw3", reportDescriptor: SimulatedBigRedButton.reportDescriptor)
    let loop = try Loop()
    let port = try HidrawPort(path: node.path, loop: loop.loop, sysfs: node.sysfs) { _ in }
    defer { port.close() }
    var driver = BigRedButtonDriver()
    driver.begin(at: EventLoop.now) { if case .send(let message) = $0 { port.send(message) } }
    #expect(node.written(9) == [0, 8, 0, 0, 0, 0, 0, 0, 2])
  }

  @Test("question to a device that numbers its reports, sent as it is")
  func sendNumbered_asIs() throws {
    let numbered: [UInt8] = [
      0x05, 0x09, 0xA1, 0x01, 0x85, 0x08, 0x19, 0x01, 0x29, 0x08, 0x75, 0x01, 0x95, 0x08, 0x81,
      0x02, 0xC0,
    ]
    let node = try PseudoNode("hidraw3", reportDescriptor: numbered)
    let loop = try Loop()
    let port = try HidrawPort(path: node.path, loop: loop.loop, sysfs: node.sysfs) { _ in }
    defer { port.close() }
    var driver = BigRedButtonDriver()
    driver.begin(at: EventLoop.now) { if case .send(let message) = $0 { port.send(message) } }
    #expect(node.written(8) == [8, 0, 0, 0, 0, 0, 0, 2])
  }

  @Test("unplugged, told once and with what to do")
  func unplugged_brokenOnce() throws {
    let node = try PseudoNode(
      "hidraw3", reportDescriptor: SimulatedFootSwitch.reportDescriptor)
    let (loop, log) = (try Loop(), PortLog())
    let port = try HidrawPort(path: node.path, loop: loop.loop, sysfs: node.sysfs, sink: log.note)
    node.unplug()
    #expect(log.wait { !$0.faults.isEmpty })
    var driver = BigRedButtonDriver()
    driver.begin(at: EventLoop.now) { if case .send(let message) = $0 { port.send(message) } }
    port.close()
    #expect(log.faults == [.unplugged])
    guard case .broken(let fault, _) = log.all.last else { return }
    #expect(fault.description.contains("plug it in"))
  }

  @Test("closed from another thread while reports pour in, silent afterwards and released")
  func closedInTheMiddle_silent() throws {
    let loop = try Loop()
    for _ in 0..<40 {
      let node = try PseudoNode(
        "hidraw3", reportDescriptor: SimulatedFootSwitch.reportDescriptor)
      let log = PortLog()
      let isClosed = Atomic(false)
      let late = Atomic(0)
      let port = try HidrawPort(path: node.path, loop: loop.loop, sysfs: node.sysfs) { event in
        if isClosed.load(ordering: .sequentiallyConsistent) {
          late.add(1, ordering: .sequentiallyConsistent)
        }
        log.note(event)
      }
      for _ in 0..<20 { node.deliver([0, 0, 4, 0, 0, 0, 0, 0]) }
      #expect(log.wait { !$0.bytes.isEmpty })
      port.close()
      isClosed.store(true, ordering: .sequentiallyConsistent)
      port.close()
      #expect(node.isReleased())
      #expect(late.load(ordering: .sequentiallyConsistent) == 0)
    }
  }

  @Test("closed from within the sink, no deadlock and nothing more is told")
  func closedFromSink_silent() throws {
    let node = try PseudoNode(
      "hidraw3", reportDescriptor: SimulatedFootSwitch.reportDescriptor)
    let (loop, log) = (try Loop(), PortLog())
    let holder = Mutex<HidrawPort?>(nil)
    let port = try HidrawPort(path: node.path, loop: loop.loop, sysfs: node.sysfs) { event in
      log.note(event)
      holder.withLock { $0 }?.close()
    }
    holder.withLock { $0 = port }
    node.deliver([0, 0, 4, 0, 0, 0, 0, 0])
    #expect(node.isReleased())
    #expect(log.all.count == 1)
    holder.withLock { $0 = nil }
  }

  @Test("port that nobody keeps, released")
  func dropped_released() throws {
    let node = try PseudoNode(
      "hidraw3", reportDescriptor: SimulatedFootSwitch.reportDescriptor)
    let loop = try Loop()
    _ = try HidrawPort(path: node.path, loop: loop.loop, sysfs: node.sysfs) { _ in }
    #expect(node.isReleased())
  }

  @Test("no node, or one without a readable description: refused with what to do and released")
  func notThere_refused() throws {
    let loop = try Loop()
    #expect(throws: PortFault.self) {
      try HidrawPort(path: "/dev/hidraw-none", loop: loop.loop) { _ in }
    }
    for descriptor in [[], [0x05], [UInt8](repeating: 0x05, count: 5_000)] as [[UInt8]] {
      let node = try PseudoNode("hidraw3", reportDescriptor: descriptor)
      do throws(PortFault) {
        _ = try HidrawPort(path: node.path, loop: loop.loop, sysfs: node.sysfs) { _ in }
        Issue.record("opened")
      } catch {
        #expect(error.code == .notTheDevice)
        #expect(error.description.contains("bind the button anew"))
      }
      #expect(node.isReleased())
    }
  }
}
