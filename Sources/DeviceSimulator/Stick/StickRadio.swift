import Readings

/// What a channel does with what is on the air.
extension SimulatedStick {
  /// Misses in a row after which a channel searches again.
  static let longestRunOfMisses = 8
  /// The radio frequency of all ANT+ devices, 2400 + this in MHz.
  static let antPlusFrequency: UInt8 = 57

  /// A packet of a transmitter that reaches the aerial while `channel` may listen.
  mutating func receive(
    _ packet: AntTransmission, of transmitter: Int, on channel: Int
  ) {
    let source = StickChannelID(transmitters[transmitter])
    guard channels[channel].setup?.frequency == SimulatedStick.antPlusFrequency else { return }
    switch channels[channel] {
    case .unassigned, .assigned, .closing:
      return
    case .scanning:
      deliver(packet, from: source, on: channel)
    case .searching(let setup, _):
      guard setup.id?.admits(source) == true else { return }
      let tracking = StickTracking(id: source, expected: packet.at + Self.span(setup.period))
      channels[channel] = .tracking(setup, tracking)
      deliver(packet, from: source, on: channel)
    case .tracking(let setup, var tracking):
      let late = packet.at - tracking.expected
      guard tracking.id == source, late.count.magnitude <= StickChannel.window.count.magnitude
      else { return }
      if let page = tracking.outgoing {
        transmitters[transmitter].receive(page: page)
        tracking.outgoing = nil
        tell(.transferCompleted, of: channel)
      }
      tracking.misses = 0
      tracking.expected = packet.at + Self.span(setup.period)
      channels[channel] = .tracking(setup, tracking)
      deliver(packet, from: source, on: channel)
    }
  }

  /// A packet did not come in its window, a search has lasted long enough, or a channel is closed.
  mutating func passDeadline(of channel: Int) {
    switch channels[channel] {
    case .unassigned, .assigned, .scanning:
      return
    case .searching(let setup, _):
      tell(.searchTimeout, of: channel)
      tell(.channelClosed, of: channel)
      channels[channel] = .assigned(setup)
    case .closing(let setup, _):
      tell(.channelClosed, of: channel)
      channels[channel] = .assigned(setup)
    case .tracking(let setup, let tracking):
      miss(setup, tracking, on: channel)
    }
  }

  /// When a search that begins now is given up; nil for never.
  func searchEnd(_ setup: StickChannelSetup) -> MonotonicInstant? {
    guard setup.searchTimeout < 255 else { return nil }
    return instant + Microseconds(Int64(setup.searchTimeout) &* 2_500_000)
  }

  private mutating func miss(
    _ setup: StickChannelSetup, _ before: StickTracking, on channel: Int
  ) {
    var tracking = before
    tell(.receiveFailed, of: channel)
    if tracking.outgoing != nil {
      tracking.outgoing = nil
      tell(.transferFailed, of: channel)
    }
    tracking.misses &+= 1
    tracking.expected = tracking.expected + Self.span(setup.period)
    guard tracking.misses >= Self.longestRunOfMisses else {
      channels[channel] = .tracking(setup, tracking)
      return
    }
    tell(.backToSearch, of: channel)
    channels[channel] = .searching(setup, until: searchEnd(setup))
  }

  private mutating func deliver(
    _ packet: AntTransmission, from source: StickChannelID, on channel: Int
  ) {
    var payload = [UInt8(truncatingIfNeeded: channel)] + packet.page
    if extendedFields != 0 { payload.append(extendedFields) }
    if extendedFields & 0x80 != 0 { payload += source.bytes }
    if extendedFields & 0x40 != 0 { payload += signalStrength() }
    if extendedFields & 0x20 != 0 { payload += FootPodMoment.littleEndian(ticks(packet.at), 2) }
    send(0x4E, payload)
    if isDuplicate() { send(0x4E, payload) }
  }

  /// The stick's own clock in 1/32768 s.
  private func ticks(_ at: MonotonicInstant) -> Int64 {
    let skew = Int128(min(500, max(-500, faults.clockSkew)))
    let ticks = Int128(at.microseconds) * 32_768 * (1_000_000 + skew) / 1_000_000_000_000
    return Int64(truncatingIfNeeded: ticks)
  }

  private static func span(_ period: UInt16) -> Microseconds {
    // A period of zero would let time stand still; no stick takes it for a plan.
    Microseconds(max(1, Int64(period)) &* 1_000_000 / 32_768)
  }
}

extension StickChannelID {
  /// A transmitter's name on the air.
  init(_ transmitter: any AntTransmitter) {
    self.init(
      number: transmitter.identity.deviceNumber, type: transmitter.deviceType,
      transmission: transmitter.identity.transmissionType)
  }
}
