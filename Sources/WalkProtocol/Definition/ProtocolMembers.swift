import Readings

/// The members of a protocol file, each read and checked for itself. What concerns several members
/// together is in `ProtocolRules`.
extension ProtocolReader {
  /// An identifier: `^[a-z0-9][a-z0-9.-]{0,63}$`, safe in file names and URLs.
  mutating func identifier(_ key: String) throws(ProtocolFault) -> String {
    try checked(identifier: try string(key), key)
  }

  mutating func version(_ key: String) throws(ProtocolFault) -> Int {
    let version = try integer(key)
    guard version >= 1 else {
      throw fault(.versionTooLow, key, "is \(version); the first version is 1")
    }
    return Int(version)
  }

  /// Words for people: not empty, without control characters.
  mutating func text(_ key: String, upTo limit: Int) throws(ProtocolFault) -> String {
    let text = try string(key)
    let scalars = text.unicodeScalars
    guard !scalars.isEmpty, scalars.count <= limit,
      scalars.allSatisfy({ $0.properties.generalCategory != .control })
    else {
      throw fault(
        .badText, key, "is not allowed; write 1 to \(limit) characters without control characters")
    }
    return text
  }

  mutating func stages(_ key: String) throws(ProtocolFault) -> [Stage] {
    var stages: [Stage] = []
    for var reader in try objects(key) {
      let stage = Stage(
        duration: try reader.optionalSpan("duration"),
        speed: try reader.optionalSpeed("speed"),
        grade: try reader.optionalGrade("grade"))
      try reader.finish()
      if let duration = stage.duration, duration <= .zero {
        throw reader.fault(.stageEmpty, "duration", "must be longer than 0; write e.g. \"10 min\"")
      }
      stages.append(stage)
    }
    return stages
  }

  mutating func rests(_ key: String) throws(ProtocolFault) -> RestRule {
    let text = try string(key)
    guard let rule = RestRule.named.first(where: { $0.name == text })?.rule else {
      let allowed = RestRule.named.map(\.name).joined(separator: ", ")
      throw fault(.unknownRestRule, key, "\"\(text)\" is unknown; allowed: \(allowed)")
    }
    return rule
  }

  mutating func prompts(_ key: String) throws(ProtocolFault) -> [Prompt] {
    var prompts: [Prompt] = []
    for var reader in try objects(key) {
      let prompt = Prompt(at: try reader.span("at"), text: try reader.text("text", upTo: 300))
      try reader.finish()
      guard prompt.at > .zero else {
        throw reader.fault(.promptNotAfterStart, "at", "must be later than START, above \"0 s\"")
      }
      if let last = prompts.last, prompt.at <= last.at {
        throw prompt.at == last.at
          ? reader.fault(.promptsAtSameTime, "at", "is the time of the prompt before; move one")
          : reader.fault(.promptsOutOfOrder, "at", "is earlier than the prompt before; sort them")
      }
      prompts.append(prompt)
    }
    return prompts
  }

  mutating func trials(_ key: String) throws(ProtocolFault) -> TrialRule {
    var reader = try nested(key)
    let count = try reader.integer("count")
    let rest = try reader.span("rest_between")
    try reader.finish()
    guard 1...20 ~= count else {
      throw reader.fault(.trialCount, "count", "is \(count), allowed is 1 to 20")
    }
    guard rest >= .zero else {
      throw reader.fault(.restNegative, "rest_between", "is below zero; write \"0 s\" or more")
    }
    return TrialRule(count: Int(count), restBetween: rest)
  }

  mutating func buttons(_ key: String) throws(ProtocolFault) -> ButtonBinding {
    var reader = try nested(key)
    let binding: ButtonBinding
    switch try reader.choice("kind", otherwise: .unknownButtons) as ButtonKind {
    case .oneButton: binding = .oneButton(holdToEnd: try reader.hold("hold_to_end"))
    case .twoSwitches:
      let startStop = try reader.switchNumber("start_stop")
      let mark = try reader.switchNumber("mark")
      guard startStop != mark else {
        throw reader.fault(
          .buttonsBoundTwice, "mark", "is switch \(mark) like start_stop; bind two switches")
      }
      binding = .twoSwitches(startStop: startStop, mark: mark)
    }
    try reader.finish()
    return binding
  }

  mutating func channels(_ key: String) throws(ProtocolFault) -> [ChannelRequirement] {
    var channels: [ChannelRequirement] = []
    for var reader in try objects(key) {
      let channel: Channel = try reader.choice("channel", otherwise: .unknownChannel)
      let isRequired = try reader.bool("required")
      let calibration = try reader.optionalIdentifier("calibration")
      try reader.finish()
      if channels.contains(where: { $0.channel == channel }) {
        throw reader.fault(
          .duplicateEntry, "channel", "\"\(channel.rawValue)\" stands twice; name it once")
      }
      channels.append(
        ChannelRequirement(channel: channel, isRequired: isRequired, calibration: calibration))
    }
    return channels
  }

  private mutating func optionalIdentifier(_ key: String) throws(ProtocolFault) -> String? {
    guard let text = try optionalString(key) else { return nil }
    return try checked(identifier: text, key)
  }

  /// A foot's press lasts up to 0.33 s and staff cannot wait longer than some seconds.
  private mutating func hold(_ key: String) throws(ProtocolFault) -> Microseconds {
    let span = try span(key)
    guard .milliseconds(500)...(.seconds(10)) ~= span else {
      throw fault(.outOfRange, key, "is out of range; allowed: 0.5 s to 10 s")
    }
    return span
  }

  private mutating func switchNumber(_ key: String) throws(ProtocolFault) -> Int {
    let number = try integer(key)
    guard 1...255 ~= number else {
      throw fault(.switchNumber, key, "is \(number), allowed is 1 to 255")
    }
    return Int(number)
  }

  private func checked(identifier: String, _ key: String) throws(ProtocolFault) -> String {
    let bytes = identifier.utf8
    let isPlain = { (byte: UInt8) in 0x61...0x7A ~= byte || 0x30...0x39 ~= byte }
    guard let first = bytes.first, isPlain(first), bytes.count <= 64,
      bytes.allSatisfy({ isPlain($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") })
    else {
      throw fault(
        .badIdentifier, key,
        "\"\(identifier)\" is not allowed; write a to z, 0 to 9, dot and hyphen, 64 at most, "
          + "a letter or digit first")
    }
    return identifier
  }
}

/// The kinds of button binding as files name them.
enum ButtonKind: String, CaseIterable {
  case oneButton = "one-button"
  case twoSwitches = "two-switches"
}

extension RestRule {
  /// The rules with the names files give them.
  static let named: [(name: String, rule: RestRule)] = [
    ("not-allowed", .notAllowed), ("allowed", .allowed),
  ]
}
