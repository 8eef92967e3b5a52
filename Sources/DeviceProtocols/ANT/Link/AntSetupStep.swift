/// The commands that set a channel up, in the order in which they are sent (facts section 1.5).
public enum AntSetupStep: CaseIterable, Hashable, Sendable {
  case capabilities, serialNumber, networkKey, assign, channelID, searchTimeout, frequency, period
  case extendedData, extendedDataOld, open

  /// The command of the step.
  func command(_ plan: AntChannelPlan, _ key: AntNetworkKey) -> AntMessage {
    let channel = plan.channel
    return switch self {
    case .capabilities:
      AntMessage(.requestMessage, 0, AntMessageID.capabilities.rawValue)
    case .serialNumber: AntMessage(.requestMessage, 0, AntMessageID.serialNumber.rawValue)
    case .networkKey: key.message(network: plan.network)
    // Type 00, a receiver that may also send: page requests need it.
    case .assign: AntMessage(.assignChannel, channel, 0x00, plan.network)
    case .channelID: AntReport.channelID(channel: channel, plan.id).message
    // FF searches for ever: a pod that wakes late is still found.
    case .searchTimeout: AntMessage(.searchTimeout, channel, 0xFF)
    case .frequency: AntMessage(.radioFrequency, channel, plan.frequency)
    case .period:
      AntMessage(.channelPeriod, channel, plan.period.byte(0), plan.period.byte(1))
    case .extendedData: AntMessage(.libraryConfiguration, 0, 0xE0)
    case .extendedDataOld: AntMessage(.enableExtended, 0, 1)
    case .open: AntMessage(.openChannel, channel)
    }
  }

  /// The step after this one succeeded.
  func next(_ capabilities: AntCapabilities?) -> AntSetupStep? {
    switch self {
    case .capabilities: capabilities?.hasSerialNumber == true ? .serialNumber : .networkKey
    case .serialNumber: .networkKey
    case .networkKey: .assign
    case .assign: .channelID
    case .channelID: .searchTimeout
    case .searchTimeout: .frequency
    case .frequency: .period
    case .period: .extendedData
    case .extendedData, .extendedDataOld: .open
    case .open: nil
    }
  }

  /// The step to go on with when the stick refuses this one; nil when it cannot do without.
  var substitute: AntSetupStep? {
    switch self {
    case .serialNumber: .networkKey
    case .extendedData: .extendedDataOld
    // Without extended data the pod is read all the same, only loss is not counted exactly.
    case .extendedDataOld: .open
    default: nil
    }
  }

  /// Whether the channel is assigned when this step waits for its answer, so that a tear-down must
  /// unassign it.
  var isAssigned: Bool {
    switch self {
    case .capabilities, .serialNumber, .networkKey, .assign: false
    default: true
    }
  }
}
