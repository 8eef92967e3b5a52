package import Readings
package import WalkProtocol

/// Watches the gates of a protocol before START: tells each that begins to hold and each that holds
/// no longer, so that a sensor that is lost after arming keeps the walk from starting. Pure.
package struct GateWatch: Sendable {
  /// What the host sees of the conditions at one instant.
  package struct Sight: Sendable {
    /// The gates that hold.
    package var holding: Set<Gate>

    /// A sight of the host: subject and protocol are chosen before a session is opened.
    ///
    /// - Parameters:
    ///   - channels: those that deliver.
    ///   - hasButton: whether a button answers.
    ///   - hasRoom: whether the record can be written.
    package init(channels: some Sequence<Channel>, hasButton: Bool, hasRoom: Bool = true) {
      holding = [.subject, .protocol, .clock]
      holding.formUnion(channels.map(Gate.channel))
      if hasButton { holding.insert(.button) }
      if hasRoom { holding.insert(.storage) }
    }
  }

  private let required: [Gate]
  private var holding: Set<Gate> = []

  /// A watch over the gates of `definition`, none of which holds yet.
  package init(_ definition: ProtocolDefinition) {
    required = Gate.required(by: definition)
  }

  /// What `sight` shows otherwise than the one before, as the host says it to the walk machine.
  package mutating func changes(to sight: Sight) -> [WalkEvent] {
    let now = sight.holding.intersection(required)
    defer { holding = now }
    return required.compactMap { gate in
      switch (holding.contains(gate), now.contains(gate)) {
      case (false, true): .gate(gate, .passed)
      case (true, false): .gate(gate, .failed(Self.code(gate)))
      default: nil
      }
    }
  }

  /// The gates that do not hold, in the order in which staff see them.
  package var missing: [Gate] { required.filter { !holding.contains($0) } }

  private static func code(_ gate: Gate) -> String {
    switch gate {
    case .storage: "disk-below-reserve"
    case .button: "button-lost"
    case .channel: "sensor-lost"
    case .subject, .protocol, .clock: "no-longer-known"
    }
  }
}
