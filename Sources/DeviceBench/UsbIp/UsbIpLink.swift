import DeviceSimulator
import Readings

/// The conversation with one host over one stream, without the stream: bytes in, bytes out.
struct UsbIpLink: Sendable {
  /// Where the taken device stands among the bench's; nil before a device is taken.
  private(set) var place: Int?
  /// True when the conversation is over after what was said last.
  private(set) var isFinished = false
  private var reader: UsbIpReader

  /// A conversation about the device at `place`, or one that begins with the choice of a device.
  init(place: Int? = nil) {
    self.place = place
    reader = UsbIpReader(isAttached: place != nil)
  }

  /// Takes what the host sent; returns what is to be said.
  ///
  /// - Throws: `UsbIpFault` when the host cannot be understood; the stream must be closed.
  mutating func receive(
    _ bytes: [UInt8], _ devices: inout [UsbBenchDevice], at instant: MonotonicInstant
  ) throws(UsbIpFault) -> [UInt8] {
    reader.receive(bytes)
    var said: [UInt8] = []
    while !isFinished, let request = try reader.next() {
      said += try answer(request, &devices, at: instant)
    }
    return said
  }

  /// What the device has completed by `instant`.
  func advance(_ devices: inout [UsbBenchDevice], to instant: MonotonicInstant) -> [UInt8] {
    guard let place else { return [] }
    return devices[place].device.advance(to: instant).flatMap(UsbIpReply.completion)
  }

  private mutating func answer(
    _ request: UsbIpRequest, _ devices: inout [UsbBenchDevice], at instant: MonotonicInstant
  ) throws(UsbIpFault) -> [UInt8] {
    switch request {
    case .list:
      isFinished = true
      return UsbIpReply.list(devices.filter(\.isFree))
    case .take(let busID):
      return take(busID, &devices, at: instant)
    case .submit(let transfer, let number):
      guard let place, devices[place].hostNumber == number else {
        throw UsbIpFault(.malformed, "The peer speaks of a device that it has not taken.")
      }
      return devices[place].device.submit(transfer, at: instant).flatMap(UsbIpReply.completion)
    case .unlink(let id, let target):
      guard let place else { return [] }
      return UsbIpReply.unlinked(id, wasWaiting: devices[place].device.unlink(target))
    }
  }

  private mutating func take(
    _ busID: String, _ devices: inout [UsbBenchDevice], at instant: MonotonicInstant
  ) -> [UInt8] {
    guard let index = devices.firstIndex(where: { $0.busID == busID && $0.isFree }) else {
      isFinished = true
      return UsbIpReply.take(nil)
    }
    place = index
    reader.isAttached = true
    devices[index].isTaken = true
    devices[index].device.powerUp(at: instant)
    return UsbIpReply.take(devices[index])
  }
}
