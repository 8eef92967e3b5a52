import Readings

/// What the decoders of all ANT+ profiles have in common: they find messages, follow one transmitter
/// on one channel, tell when another one answers, and count what comes and what is missed.
struct AntListener: Sendable {
  /// The stick's channel that is read; other channels are counted as messages only.
  let channel: UInt8
  var frames = AntDeframer()
  private let deviceType: UInt8
  private var radio = LinkCounts()
  private var clock: AntReceiveClock
  private var identity: AntDeviceIdentity
  private var speaker: AntChannelID?
  private var stranger: AntChannelID?
  private var before: AntPage?

  /// A listener for the devices of `deviceType` that `driver` reads.
  init(driver: DriverID, deviceType: UInt8, channel: UInt8, period: UInt16) {
    self.channel = channel
    self.deviceType = deviceType
    clock = AntReceiveClock(period: period)
    identity = AntDeviceIdentity(driver: driver)
  }

  /// The ANT device number, once it is known.
  var serial: String? { transmitter.map { "\($0.deviceNumber)" } }

  /// The transmitter, once its number is known.
  var transmitter: AntChannelID? { identity.transmitter }

  /// How the link has done so far.
  var counts: LinkCounts {
    var link = radio
    link.messages = frames.messages
    link.droppedBytes = frames.droppedBytes
    link.badChecksums = frames.badChecksums
    return link
  }

  /// The stick was opened anew: an unfinished message will not be finished.
  mutating func restart() {
    frames.reset()
    clock.restart()
  }

  /// Takes one message, received at `instant`; returns the page in it when it is the device's.
  mutating func receive(
    _ message: AntMessage, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) -> AntPage? {
    switch AntReport(message) {
    case .data(let data) where data.channel == channel: return receive(data, at: instant, body)
    case .event(channel, .receiveFailed): radio.receiveFailures &+= 1
    case .channelID(channel, let id) where id.deviceNumber != 0: _ = hear(id, body)
    // The stick's tick counter starts anew with it.
    case .startUp: clock.restart()
    default: break
    }
    return nil
  }

  private mutating func receive(
    _ data: AntData, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) -> AntPage? {
    guard data.source.map({ hear($0, body) }) ?? (speaker == transmitter) else {
      radio.foreignPackets &+= 1
      return nil
    }
    let page = data.page
    radio.packets &+= 1
    if page == before { radio.repeats &+= 1 }
    before = page
    if let ticks = data.receiveTicks {
      _ = clock.receive(ticks, at: instant)
      radio.missedPackets = clock.missed
    }
    if identify(page) { body(.identity(identity.device)) }
    return page
  }

  /// Takes the number of who speaks; returns whether it is the device. The first one of its type
  /// that is heard is it.
  private mutating func hear(_ id: AntChannelID, _ body: (DeviceReport) -> Void) -> Bool {
    speaker = id
    if transmitter == nil, id.deviceType & 0x7F == deviceType {
      _ = identity.receive(id)
      body(.identity(identity.device))
    }
    guard let known = transmitter else { return false }
    if id == known {
      stranger = nil
      return true
    }
    if stranger != id {
      body(.identityChanged(from: "\(known.deviceNumber)", to: "\(id.deviceNumber)"))
    }
    stranger = id
    return false
  }

  private mutating func identify(_ page: AntPage) -> Bool {
    switch page.number {
    case 80: identity.receive(AntManufacturerPage(page))
    case 81: identity.receive(AntProductPage(page))
    default: false
    }
  }
}
