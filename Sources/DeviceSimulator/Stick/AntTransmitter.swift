public import Readings

/// An ANT+ device on the air: it transmits by its own clock whether or not anyone hears it.
public protocol AntTransmitter: Sendable {
  /// What it tells of itself.
  var identity: AntIdentity { get }
  /// The ANT+ device type of its profile.
  var deviceType: UInt8 { get }
  /// When the next message is on the air.
  var nextTransmission: MonotonicInstant { get }
  /// Sends the next message.
  mutating func transmit() -> AntTransmission
  /// Takes an acknowledged message from a host.
  mutating func receive(page: [UInt8])
}

/// One message on the air.
public struct AntTransmission: Sendable, Hashable {
  /// When it is on the air.
  public var at: MonotonicInstant
  /// The eight page bytes.
  public var page: [UInt8]
  /// False while the transmitter is out of range.
  public var isAudible: Bool
}

extension SimulatedStick {
  /// The foot pods on the air. Set `walkBegins` of one of them to let its subject walk.
  public var pods: [SimulatedFootPod] {
    get { onTheAir() }
    set { replace(newValue) }
  }

  /// The treadmills on the air.
  public var treadmills: [SimulatedAntTreadmill] {
    get { onTheAir() }
    set { replace(newValue) }
  }

  private func onTheAir<Kind: AntTransmitter>() -> [Kind] {
    transmitters.compactMap { $0 as? Kind }
  }

  /// Each of one kind takes the place of the one before it; those that are over go, new ones come
  /// last.
  private mutating func replace<Kind: AntTransmitter>(_ new: [Kind]) {
    var rest = new[...]
    var all: [any AntTransmitter] = []
    for transmitter in transmitters {
      guard transmitter is Kind else {
        all.append(transmitter)
        continue
      }
      if let next = rest.popFirst() { all.append(next) }
    }
    for added in rest { all.append(added) }
    transmitters = all
  }
}
