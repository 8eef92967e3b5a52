import DeviceProtocols
import Readings

/// How the stick obeys a command: message ids and codes as in ANT Message Protocol and Usage,
/// "Configuration messages", "Control messages", "Request message".
extension SimulatedStick {
  mutating func obey(_ command: AntMessage) {
    let id = command.id.rawValue
    guard command.count >= Self.shortestPayload(id) else {
      return answer(command[0], to: id, .invalidMessage)
    }
    switch id {
    case 0x4A: restart(reason: 0x20)
    case 0x46: answer(command[0], to: id, command[0] < 8 ? .done : .invalidNetwork)
    case 0x4D: request(command)
    case 0x6E where !faults.refusesLibraryConfiguration:
      extendedFields = command[1] & 0xE0
      answer(command[0], to: id, .done)
    case 0x66:
      extendedFields = command[1] == 0 ? 0 : 0x80
      answer(command[0], to: id, .done)
    case 0x41, 0x42, 0x43, 0x44, 0x45, 0x4B, 0x4C, 0x4E, 0x4F, 0x51, 0x5B:
      obeyOnChannel(command)
    default: answer(command[0], to: id, .invalidMessage)
    }
  }

  /// Payload bytes without which a command means nothing.
  private static func shortestPayload(_ id: UInt8) -> Int {
    switch id {
    case 0x42, 0x43: 3
    case 0x44, 0x45, 0x4D, 0x66, 0x6E: 2
    case 0x46, 0x4E, 0x4F: 9
    case 0x51: 5
    default: 1
    }
  }

  private mutating func obeyOnChannel(_ command: AntMessage) {
    let id = command.id.rawValue
    let channel = Int(command[0])
    guard channel < Self.channelCount else {
      return answer(command[0], to: id, .invalidParameter)
    }
    let code: StickCode? =
      switch id {
      case 0x41: unassign(channel)
      case 0x42: assign(channel, command)
      case 0x4B: open(channel)
      case 0x4C: close(channel)
      case 0x4E: broadcast(channel)
      case 0x4F: acknowledge(channel, command)
      case 0x5B: openScan()
      default: configure(channel, command)
      }
    if let code { answer(command[0], to: id, code) }
  }

  private mutating func assign(_ channel: Int, _ command: AntMessage) -> StickCode {
    guard case .unassigned = channels[channel] else { return .wrongState }
    guard [0x00, 0x10, 0x20, 0x30, 0x40, 0x50].contains(command[1]) else {
      return .invalidParameter
    }
    guard command[2] < 8 else { return .invalidNetwork }
    channels[channel] = .assigned(StickChannelSetup(type: command[1], network: command[2]))
    return .done
  }

  private mutating func unassign(_ channel: Int) -> StickCode {
    guard case .assigned = channels[channel] else { return .wrongState }
    channels[channel] = .unassigned
    return .done
  }

  /// Period, search time-out, radio frequency and id; only before the channel is opened.
  private mutating func configure(_ channel: Int, _ command: AntMessage) -> StickCode {
    guard case .assigned(var setup) = channels[channel] else { return .wrongState }
    let word = UInt16(command[1]) | UInt16(command[2]) << 8
    switch command.id.rawValue {
    case 0x43:
      guard word > 0 else { return .invalidParameter }
      setup.period = word
    case 0x44: setup.searchTimeout = command[1]
    case 0x45:
      guard command[1] <= 124 else { return .invalidParameter }
      setup.frequency = command[1]
    default:
      setup.id = StickChannelID(number: word, type: command[3], transmission: command[4])
    }
    channels[channel] = .assigned(setup)
    return .done
  }

  /// Only slave channels find anything: nothing here listens to a master.
  private mutating func open(_ channel: Int) -> StickCode {
    guard case .assigned(let setup) = channels[channel] else { return .wrongState }
    guard setup.id != nil else { return .idNotSet }
    guard setup.type & 0x10 == 0 else { return .invalidParameter }
    channels[channel] = .searching(setup, until: searchEnd(setup))
    return .done
  }

  private mutating func openScan() -> StickCode {
    guard !channels.contains(where: \.isOpen) else { return .closeAllChannels }
    guard case .assigned(let setup) = channels[0] else { return .wrongState }
    guard setup.id != nil else { return .idNotSet }
    channels[0] = .scanning(setup)
    return .done
  }

  /// The event "closed" follows within a message period.
  private mutating func close(_ channel: Int) -> StickCode {
    guard channels[channel].isOpen, let setup = channels[channel].setup else { return .wrongState }
    channels[channel] = .closing(setup, at: instant + .milliseconds(200))
    return .done
  }

  /// A slave's broadcast to a pod means nothing to it; it has no answer but an error.
  private func broadcast(_ channel: Int) -> StickCode? {
    switch channels[channel] {
    case .tracking: nil
    case .scanning: .scanCannotTransmit
    default: .wrongState
    }
  }

  /// Keeps the page for the next slot; success or failure comes as an event.
  private mutating func acknowledge(_ channel: Int, _ command: AntMessage) -> StickCode? {
    if case .scanning = channels[channel] { return .scanCannotTransmit }
    guard case .tracking(let setup, var tracking) = channels[channel] else { return .wrongState }
    guard tracking.outgoing == nil else { return .transferInProgress }
    tracking.outgoing = Array(command.payload[1...8])
    channels[channel] = .tracking(setup, tracking)
    return nil
  }

  private mutating func request(_ command: AntMessage) {
    let channel = Int(command[0])
    switch command[1] {
    case 0x54: send(0x54, Self.capabilities, after: Self.answerDelay)
    case 0x61: send(0x61, FootPodMoment.littleEndian(Int64(serial), 4), after: Self.answerDelay)
    case 0x3E: send(0x3E, Array("AJK1.32RAF".utf8) + [0], after: Self.answerDelay)
    case 0x51, 0x52: requestOfChannel(channel, command)
    default: answer(command[0], to: 0x4D, .invalidMessage)
    }
  }

  private mutating func requestOfChannel(_ channel: Int, _ command: AntMessage) {
    guard channel < Self.channelCount else {
      return answer(command[0], to: 0x4D, .invalidParameter)
    }
    let state = channels[channel]
    guard command[1] == 0x51 else {
      let type = (state.setup?.type ?? 0) | (state.setup?.network ?? 0) << 2
      return send(0x52, [command[0], type | state.status], after: Self.answerDelay)
    }
    guard let setup = state.setup else { return answer(command[0], to: 0x4D, .wrongState) }
    var id = setup.id ?? StickChannelID(number: 0, type: 0, transmission: 0)
    if case .tracking(_, let tracking) = state { id = tracking.id }
    send(0x51, [command[0]] + id.bytes, after: Self.answerDelay)
  }

  /// Of a real ANTUSB-m: 8 channels, 8 networks, extended messages, scan mode, serial number.
  private static let capabilities: [UInt8] = [0x08, 0x08, 0x00, 0xBA, 0x36, 0x00, 0xDF, 0x79]
}
