import DeviceSimulator
import Readings

/// A device and its port, moved on one turn at a time.
struct BenchState<Device: SimulatedDevice>: Sendable {
  /// More than any host sends between two turns; the rest waits for the next one.
  private static var longestRead: Int { 4_096 }

  var device: Device
  private(set) var port: any BenchPort
  private(set) var end: BenchEnd?

  /// A device at its port, plugged in if it is attached at `now`.
  init(_ device: Device, at place: BenchPlace, now: MonotonicInstant) throws(BenchFault) {
    self.device = device
    port =
      switch place {
      case .terminal(let link): PseudoTerminal(link: link)
      case .pipes(let input, let output): PipeEnds(input: input, output: output)
      }
    if self.device.isAttached { try port.plug() }
  }

  /// When the next turn is due if the host does nothing.
  var deadline: MonotonicInstant? { device.nextEvent }

  /// Hands over what the host has sent and what the device has to say at `now`.
  mutating func turn(at now: MonotonicInstant, _ tell: (BenchEvent) -> Void) {
    let presence = port.notice()
    if presence.opened { tell(.hostOpened) }
    switch port.isPlugged ? port.read(limit: Self.longestRead) : .nothing {
    case .nothing: break
    case .hostLeft: end = .hostLeft
    case .bytes(let bytes):
      device.receive(hostBytes: bytes, at: now)
      tell(.received(bytes, at: now))
    }
    if presence.closed { tell(.hostClosed) }
    for chunk in device.advance(to: now) { give(chunk.bytes, due: chunk.at, tell) }
    followDevice(tell)
  }

  /// Ends the service and closes all that is open.
  mutating func finish(_ why: BenchEnd, _ tell: (BenchEvent) -> Void) {
    if port.isPlugged {
      port.unplug()
      tell(.unplugged)
    }
    end = why
    tell(.ended(why))
  }

  private func give(_ bytes: [UInt8], due: MonotonicInstant, _ tell: (BenchEvent) -> Void) {
    guard let taken = port.write(bytes) else { return }
    if taken > 0 { tell(.sent(Array(bytes.prefix(taken)), due: due)) }
    if taken < bytes.count { tell(.overrun(bytes: bytes.count &- taken)) }
  }

  private mutating func followDevice(_ tell: (BenchEvent) -> Void) {
    guard device.isAttached != port.isPlugged else { return }
    guard device.isAttached else {
      port.unplug()
      tell(.unplugged)
      if !port.canReturn { end = end ?? .unplugged }
      return
    }
    do throws(BenchFault) {
      try port.plug()
      tell(.plugged(path: port.path))
    } catch {
      end = .failed(error)
    }
  }
}
