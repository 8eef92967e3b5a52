public import Readings

/// Turns the bytes of an ANT stick into the readings of one ANT+ foot pod.
///
///     var decoder = FootPodDecoder(source: DeviceSource(1))
///     decoder.receive(chunk, at: now) { report in … }
public struct FootPodDecoder: DeviceDecoder {
  /// The driver's name in identities and configuration.
  public static let driver = "ant-sdm"
  /// How long to wait for a page 16 before asking again, and how often it is asked for.
  static let totalsWait = Microseconds.seconds(10)
  static let totalsTries = 5

  /// The device's number in the session.
  public let source: DeviceSource
  /// The stick's channel that is read; other channels are counted as messages only.
  public let channel: UInt8
  var frames = AntDeframer()
  private var radio = LinkCounts()
  private var clock: AntReceiveClock
  private var pod = FootPodIdentity()
  private var speaker: AntChannelID?
  private var stranger: AntChannelID?
  private var before: AntPage?
  private var pages: FootPodPages

  /// A decoder for the pod on `channel`; `period` in 1/32768 s is the channel's.
  public init(
    source: DeviceSource, channel: UInt8 = 0, period: UInt16 = AntChannelPlan.footPodPeriod
  ) {
    self.source = source
    self.channel = channel
    clock = AntReceiveClock(period: period)
    pages = FootPodPages(source: source)
  }

  /// The ANT device number, once it is known.
  public var serial: String? { transmitter.map { "\($0.deviceNumber)" } }

  /// How the link has done so far.
  public var counts: LinkCounts {
    var link = radio
    link.messages = frames.messages
    link.droppedBytes = frames.droppedBytes
    link.badChecksums = frames.badChecksums
    return link
  }

  /// The pod, once its number is known.
  public var transmitter: AntChannelID? { pod.pod }

  /// The message that asks the pod on `channel` for its page 16.
  public static func totalsRequest(channel: UInt8 = 0) -> AntMessage {
    AntData(
      channel: channel, page: AntPageRequest(page: 16).encoded, as: .acknowledgedData
    ).message
  }

  /// Takes the next bytes from the stick, received at `instant`.
  public mutating func receive(
    _ chunk: [UInt8], at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    // The framer is moved aside: it cannot be changed while its messages change `self`.
    var frames = frames
    frames.receive(chunk) { receive($0, at: instant, body) }
    self.frames = frames
  }

  /// Nothing that the host sends is needed to read a pod.
  public mutating func sent(_ bytes: [UInt8], at instant: MonotonicInstant) {}

  /// The stick was opened anew: an unfinished message will not be finished.
  public mutating func restart() {
    frames.reset()
    clock.restart()
  }

  /// Takes one message, received at `instant`.
  mutating func receive(
    _ message: AntMessage, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    switch AntReport(message) {
    case .data(let data) where data.channel == channel: receive(data, at: instant, body)
    case .event(channel, .receiveFailed): radio.receiveFailures &+= 1
    case .channelID(channel, let id) where id.deviceNumber != 0: _ = hear(id, body)
    // The stick's tick counter starts anew with it.
    case .startUp: clock.restart()
    default: break
    }
  }

  private mutating func receive(
    _ data: AntData, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    guard data.source.map({ hear($0, body) }) ?? (speaker == pod.pod) else {
      radio.foreignPackets &+= 1
      return
    }
    radio.packets &+= 1
    if data.page == before { radio.repeats &+= 1 }
    before = data.page
    if let ticks = data.receiveTicks {
      _ = clock.receive(ticks, at: instant)
      radio.missedPackets = clock.missed
    }
    let page = SdmPage(data.page)
    if identify(page) { body(.identity(pod.device)) }
    pages.receive(page, raw: data.page.raw, at: instant, body)
  }

  /// Takes the number of who speaks; returns whether it is the pod. The first foot pod heard is it.
  private mutating func hear(_ id: AntChannelID, _ body: (DeviceReport) -> Void) -> Bool {
    speaker = id
    if pod.pod == nil, id.deviceType & 0x7F == AntChannelID.footPodType {
      _ = pod.receive(id)
      body(.identity(pod.device))
    }
    guard let known = pod.pod else { return false }
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

  private mutating func identify(_ page: SdmPage) -> Bool {
    switch page {
    case .common(.manufacturer(let page)): pod.receive(page)
    case .common(.product(let page)): pod.receive(page)
    default: false
    }
  }
}
