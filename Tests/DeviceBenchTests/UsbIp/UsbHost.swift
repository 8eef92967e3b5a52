import DeviceSimulator
import Readings

/// A host controller in memory: numbers transfers, keeps what is complete.
struct UsbHost {
  var device: SimulatedUsbDevice
  private(set) var now: MonotonicInstant
  private(set) var complete: [UInt32: UsbCompletion] = [:]
  private var count: UInt32 = 0

  init(_ function: any UsbFunction, at now: MonotonicInstant = UsbHost.begin) {
    device = SimulatedUsbDevice(function, at: now)
    self.now = now
  }

  static let begin = MonotonicInstant(microseconds: 1_000_000)

  /// Submits a transfer; returns its number.
  @discardableResult
  mutating func submit(
    _ endpoint: UInt8, length: Int = 64, data: [UInt8] = [], setup: UsbSetup? = nil
  ) -> UInt32 {
    count += 1
    let none = UsbSetup(requestType: 0, request: 0, value: 0, index: 0, length: 0)
    keep(
      device.submit(
        UsbTransfer(
          id: count, endpoint: endpoint, setup: setup ?? none, length: length, data: data),
        at: now))
    return count
  }

  /// A control transfer; control transfers are complete at once.
  mutating func control(
    _ requestType: UInt8, _ request: UInt8, value: UInt16 = 0, index: UInt16 = 0,
    length: UInt16 = 0, data: [UInt8] = []
  ) -> UsbCompletion? {
    let setup = UsbSetup(
      requestType: requestType, request: request, value: value, index: index, length: length)
    let id = submit(
      requestType & 0x80, length: max(Int(length), data.count), data: data, setup: setup)
    return complete[id]
  }

  /// As every operating system does it.
  mutating func configure() { _ = control(0x00, 9, value: 1) }

  mutating func wait(_ time: Microseconds) {
    now = now + time
    keep(device.advance(to: now))
  }

  /// Lets time pass in the steps that the device asks for, until the transfer is complete.
  mutating func await(_ id: UInt32, atMost longest: Microseconds = .seconds(5)) -> UsbCompletion? {
    let end = now + longest
    while complete[id] == nil, now < end {
      guard let next = device.nextEvent, next < end else { return nil }
      // Something that is due already must not hold time up.
      wait(max(Microseconds(1), next - now))
    }
    return complete[id]
  }

  private mutating func keep(_ completions: [UsbCompletion]) {
    for completion in completions { complete[completion.id] = completion }
  }
}
