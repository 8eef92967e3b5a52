import DeviceProtocols
public import Readings

/// An ANT USB stick with foot pods and treadmills around it, as the host sees it: bytes in, bytes out, and time as
/// an argument. It answers the commands of set-up and tear-down with the codes of a real stick, finds
/// and follows pods, tells of missed packets, and has the faults it is given.
///
/// The same calls give the same bytes. What comes out does not depend on how often `advance` is
/// called, only on the instants of what the host sent.
public struct SimulatedStick: Sendable {
  /// How many channels and networks it has.
  static let channelCount = 8
  /// From a reset to the start-up message.
  static let startUpDelay = Microseconds.milliseconds(100)
  /// From a command to its answer.
  static let answerDelay = Microseconds.milliseconds(2)

  /// All that is on the air.
  public var transmitters: [any AntTransmitter]
  /// Commands of the host that the stick answered with an error code.
  public private(set) var refusedCommands = 0

  let faults: SimulatedFaults
  let serial: UInt32
  var channels = [StickChannel](repeating: .unassigned, count: channelCount)
  var extendedFields: UInt8 = 0
  var isPlugged: Bool
  private var plugChanges: ArraySlice<(at: MonotonicInstant, isPlugged: Bool)>
  private var startUp: (at: MonotonicInstant, reason: UInt8)?
  private var ignoredCommands: Int
  private var now: MonotonicInstant
  private var deframer = AntDeframer()
  private var usb: UsbDelivery
  private var random: SeededRandom

  /// A stick that has been plugged in before `now`.
  ///
  /// - `seed`: of all that is drawn.
  /// - `serial`: its own serial number (message 61).
  public init(
    seed: UInt64, pods: [SimulatedFootPod] = [], treadmills: [SimulatedAntTreadmill] = [],
    at now: MonotonicInstant, faults: SimulatedFaults = SimulatedFaults(),
    serial: UInt32 = 0x0012_D687
  ) {
    transmitters = pods as [any AntTransmitter] + treadmills as [any AntTransmitter]
    self.faults = faults
    self.serial = serial
    self.now = now
    isPlugged = !faults.unplugged.contains { $0.contains(now) }
    ignoredCommands = faults.ignoredCommands
    plugChanges = Self.plugChanges(faults.unplugged, after: now)
    usb = UsbDelivery(seed: seed, faults: faults)
    random = SeededRandom(seed: seed, stream: 4)
  }

  /// Whether the host can see the stick, as of the last call.
  public var isAttached: Bool { isPlugged }

  /// Takes bytes that the host writes at `instant`. They are lost while the stick is unplugged.
  public mutating func receive(hostBytes: some Collection<UInt8>, at instant: MonotonicInstant) {
    run(until: instant)
    guard isPlugged else { return }
    var commands: [AntMessage] = []
    deframer.receive(Array(hostBytes)) { commands.append($0) }
    for command in commands where startUp == nil {
      if ignoredCommands > 0 {
        ignoredCommands &-= 1
      } else {
        obey(command)
      }
    }
  }

  /// Lets time pass until `instant`; returns what the host has received since, in chunks as USB
  /// delivers them, each with its instant.
  public mutating func advance(
    to instant: MonotonicInstant
  ) -> [(bytes: [UInt8], at: MonotonicInstant)] {
    run(until: instant)
    return usb.collect(upTo: instant)
  }

  /// When `advance` may next have something to do or to return; nil when only the host can change
  /// that.
  public var nextEvent: MonotonicInstant? {
    [nextHappening?.at, usb.next].compactMap(\.self).min()
  }

  // MARK: What the stick says

  mutating func send(_ id: UInt8, _ payload: [UInt8], after delay: Microseconds = .zero) {
    guard isPlugged,
      let message = AntMessage(AntMessageID(rawValue: id), payload: payload)
    else { return }
    usb.send(message.encoded, at: now + delay)
  }

  mutating func answer(_ channel: UInt8, to command: UInt8, _ code: StickCode) {
    if code != .done { refusedCommands &+= 1 }
    send(0x40, [channel, command, code.rawValue], after: Self.answerDelay)
  }

  mutating func tell(_ event: StickEvent, of channel: Int) {
    send(0x40, [UInt8(truncatingIfNeeded: channel), 0x01, event.rawValue])
  }

  /// Forgets all channels and says after a while that it has started, for `reason`.
  mutating func restart(reason: UInt8) {
    channels = Array(repeating: .unassigned, count: Self.channelCount)
    extendedFields = 0
    deframer.reset()
    startUp = (now + Self.startUpDelay, reason)
  }

  var instant: MonotonicInstant { now }

  // MARK: What happens by itself

  private enum Happening {
    case plugChange
    case startUp
    case transmission(of: Int)
    case deadline(channel: Int)
  }

  private var nextHappening: (at: MonotonicInstant, what: Happening)? {
    var next: (at: MonotonicInstant, what: Happening)?
    func consider(_ at: MonotonicInstant?, _ what: Happening) {
      if let at, at < next?.at ?? MonotonicInstant(microseconds: .max) { next = (at, what) }
    }
    consider(plugChanges.first?.at, .plugChange)
    consider(startUp?.at, .startUp)
    for index in transmitters.indices {
      consider(transmitters[index].nextTransmission, .transmission(of: index))
    }
    for index in channels.indices { consider(channels[index].deadline, .deadline(channel: index)) }
    return next
  }

  private mutating func run(until instant: MonotonicInstant) {
    while let next = nextHappening, next.at <= instant {
      now = max(now, next.at)
      switch next.what {
      case .plugChange: changePlug()
      case .startUp: finishStartUp()
      case .transmission(let transmitter): hear(transmitter)
      case .deadline(let channel): passDeadline(of: channel)
      }
    }
    now = max(now, instant)
  }

  private mutating func changePlug() {
    guard let change = plugChanges.popFirst() else { return }
    isPlugged = change.isPlugged
    restart(reason: 0x00)
    if isPlugged {
      ignoredCommands = faults.ignoredCommands
    } else {
      startUp = nil
      usb.cut(at: now)
    }
  }

  private mutating func finishStartUp() {
    guard let reason = startUp?.reason else { return }
    startUp = nil
    send(0x6F, [reason])
  }

  private mutating func hear(_ transmitter: Int) {
    let transmission = transmitters[transmitter].transmit()
    guard isPlugged, transmission.isAudible else { return }
    for channel in channels.indices where !random.happens(perMille: faults.lossPerMille) {
      receive(transmission, of: transmitter, on: channel)
    }
  }

  mutating func isDuplicate() -> Bool { random.happens(perMille: faults.duplicatesPerMille) }

  mutating func signalStrength() -> [UInt8] {
    [0x10, UInt8(random.uniform(0...1)), UInt8(random.uniform(0x60...0x70)), 0x00]
  }

  private static func plugChanges(
    _ unplugged: [Range<MonotonicInstant>], after now: MonotonicInstant
  ) -> ArraySlice<(at: MonotonicInstant, isPlugged: Bool)> {
    unplugged.filter { !$0.isEmpty }
      .flatMap { [(at: $0.lowerBound, isPlugged: false), (at: $0.upperBound, isPlugged: true)] }
      .filter { $0.at > now }.sorted { $0.at < $1.at }[...]
  }
}
