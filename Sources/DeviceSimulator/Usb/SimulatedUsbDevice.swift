public import Readings

/// A USB device on the wire: takes transfers and completes them when the function behind it has
/// something, as a host controller would see it. A transfer to the host ends with a packet shorter
/// than the endpoint's packet size, or when it is full (USB 2.0, section 5.8.3).
public struct SimulatedUsbDevice: Sendable {
  /// Transfers that may wait on one endpoint; one more is refused.
  public static let longestQueue = 128

  /// What the device does; may be told to do something, as a foot does to a switch.
  public var function: any UsbFunction
  private struct Waiting {
    var id: UInt32
    var length: Int
    var gathered: [UInt8] = []
  }

  private let packetSizes: [UInt8: Int]
  private var queues: [UInt8: [Waiting]] = [:]
  var halted: Set<UInt8> = []
  var configuration: UInt8 = 0
  private(set) var now: MonotonicInstant

  /// A device that gets power at `now`.
  public init(_ function: any UsbFunction, at now: MonotonicInstant) {
    self.function = function
    self.now = now
    packetSizes = Dictionary(
      function.descriptors.endpoints.map { ($0.address, $0.packetSize) },
      uniquingKeysWith: { first, _ in first })
  }

  /// It is unplugged and plugged in again: waiting transfers and all settings are forgotten.
  public mutating func powerUp(at instant: MonotonicInstant) {
    now = max(now, instant)
    queues = [:]
    halted = []
    configuration = 0
    function.powerUp(at: now)
  }

  /// Takes a transfer; returns what is complete now.
  public mutating func submit(
    _ transfer: UsbTransfer, at instant: MonotonicInstant
  ) -> [UsbCompletion] {
    move(to: instant)
    let endpoint = transfer.endpoint
    if endpoint & 0x7F == 0 { return [control(transfer)] + pump() }
    guard packetSizes[endpoint] != nil, configuration != 0, !halted.contains(endpoint),
      queues[endpoint]?.count ?? 0 < Self.longestQueue
    else { return [UsbCompletion(transfer.id, .stalled)] }
    if endpoint & 0x80 != 0 {
      queues[endpoint, default: []].append(Waiting(id: transfer.id, length: transfer.length))
      return pump()
    }
    function.receive(transfer.data, endpoint: endpoint, at: now)
    return [UsbCompletion(transfer.id, .done, count: transfer.data.count)] + pump()
  }

  /// Takes a waiting transfer back; false when it is complete already.
  public mutating func unlink(_ id: UInt32) -> Bool {
    for (endpoint, queue) in queues {
      guard let index = queue.firstIndex(where: { $0.id == id }) else { continue }
      queues[endpoint]?.remove(at: index)
      return true
    }
    return false
  }

  /// Lets time pass; returns what is complete then.
  public mutating func advance(to instant: MonotonicInstant) -> [UsbCompletion] {
    move(to: instant)
    return pump()
  }

  /// When `advance` may next have something to do; nil when only the host can change that.
  public var nextEvent: MonotonicInstant? {
    let packets = queues.filter { !$0.value.isEmpty }.map { function.nextPacket(endpoint: $0.key) }
    return ([function.nextEvent] + packets).compactMap(\.self).min()
  }

  private mutating func move(to instant: MonotonicInstant) {
    now = max(now, instant)
    function.advance(to: now)
  }

  // MARK: Transfers to the host

  private mutating func pump() -> [UsbCompletion] {
    queues.keys.sorted().flatMap { pump($0) }
  }

  private mutating func pump(_ endpoint: UInt8) -> [UsbCompletion] {
    var complete: [UsbCompletion] = []
    while !halted.contains(endpoint), var first = queues[endpoint]?.first,
      let packet = function.packet(endpoint: endpoint, at: now)
    {
      let room = first.length &- first.gathered.count
      first.gathered += packet.prefix(max(0, room))
      if packet.count > room {
        complete.append(UsbCompletion(first.id, .overflowed, data: first.gathered))
      } else if packet.count < packetSizes[endpoint] ?? 64 || packet.count == room {
        complete.append(UsbCompletion(first.id, .done, data: first.gathered))
      } else {
        queues[endpoint]?[0] = first
        continue
      }
      queues[endpoint]?.removeFirst()
    }
    return complete
  }

  private mutating func control(_ transfer: UsbTransfer) -> UsbCompletion {
    let setup = transfer.setup
    let isStandard = setup.requestType & 0x60 == 0
    let data =
      isStandard
      ? answerStandard(setup) : function.answer(setup, data: transfer.data, at: now)
    guard let data else { return UsbCompletion(transfer.id, .stalled) }
    guard setup.isToHost else {
      return UsbCompletion(transfer.id, .done, count: transfer.data.count)
    }
    let length = min(Int(setup.length), transfer.length)
    return UsbCompletion(transfer.id, .done, data: Array(data.prefix(length)))
  }

  mutating func forgetQueues() { queues = [:] }
}
