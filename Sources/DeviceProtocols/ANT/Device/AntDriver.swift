public import Readings

/// One ANT+ device on one stick: the link that sets the channel up and the decoder that reads it, fed
/// from the same bytes. Pure: what is to be sent comes out as actions.
public struct AntDriver<Decoder: AntChannelDecoder>: Sendable {
  /// What comes out.
  public typealias Output = AntDriverOutput

  /// The link.
  public private(set) var link: AntStickLink
  /// The decoder.
  public private(set) var decoder: Decoder
  /// The state of the link as it was last told.
  var told: LinkState?

  /// A driver for the device that `plan` describes.
  public init(source: DeviceSource, plan: AntChannelPlan, key: AntNetworkKey) {
    link = AntStickLink(plan: plan, key: key)
    decoder = Decoder(source: source, channel: plan.channel, period: plan.period)
  }

  /// When `tick` is next needed.
  public var deadline: MonotonicInstant? { link.deadline }

  /// The stick was opened.
  public mutating func begin(at now: MonotonicInstant) -> [AntLinkAction] {
    decoder.restart()
    return link.begin(at: now)
  }

  /// Time passed.
  public mutating func tick(at now: MonotonicInstant) -> [AntLinkAction] { link.tick(at: now) }

  /// The stick is to be released.
  public mutating func close(at now: MonotonicInstant) -> [AntLinkAction] { link.close(at: now) }

  /// The stick vanished from the bus.
  public mutating func lost() -> [AntLinkAction] { link.lost() }

  /// Bytes came from the stick. Pages are read only while the channel is open, so that what a stick
  /// still holds from an earlier session never enters this one.
  public mutating func receive(
    _ chunk: [UInt8], at now: MonotonicInstant, _ body: (Output) -> Void
  ) {
    decoder.deframe(chunk) { decoder, message in
      for action in link.receive(message, at: now) { body(.action(action)) }
      guard link.isOpen || AntData(message) == nil else { return }
      let channel = decoder.channel
      decoder.receive(message, at: now) { report in
        body(.report(report))
        if let page = Decoder.request(after: report) {
          body(.action(.send(page.message(channel: channel))))
        }
      }
    }
  }
}

/// What comes out of an ANT driver.
public enum AntDriverOutput: Hashable, Sendable {
  /// Something to do or to tell about the stick.
  case action(AntLinkAction)
  /// Something the device tells.
  case report(DeviceReport)
}

extension AntPageRequest {
  /// The request as a stick sends it on `channel`: acknowledged.
  func message(channel: UInt8) -> AntMessage {
    AntData(channel: channel, page: encoded, as: .acknowledgedData).message
  }
}
