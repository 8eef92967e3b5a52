/// The requests that every device answers (USB 2.0, section 9.4).
extension SimulatedUsbDevice {
  /// The data stage, empty when there is none; nil to stall.
  mutating func answerStandard(_ setup: UsbSetup) -> [UInt8]? {
    let recipient = setup.requestType & 0x1F
    switch (setup.request, setup.isToHost) {
    case (0, true): return status(setup, recipient)
    case (1, false): return setFeature(setup, recipient, false)
    case (3, false): return setFeature(setup, recipient, true)
    case (5, false): return []
    case (6, true): return descriptor(setup)
    case (8, true): return [configuration]
    case (9, false): return configure(setup)
    case (10, true): return configuration == 0 ? nil : [0]
    case (11, false): return setup.value == 0 ? [] : nil
    default: return nil
    }
  }

  private func status(_ setup: UsbSetup, _ recipient: UInt8) -> [UInt8] {
    let isHalted = recipient == 2 && halted.contains(UInt8(truncatingIfNeeded: setup.index))
    return [isHalted ? 1 : 0, 0]
  }

  /// Of an endpoint only ENDPOINT_HALT (0) can be set.
  private mutating func setFeature(
    _ setup: UsbSetup, _ recipient: UInt8, _ isOn: Bool
  ) -> [UInt8]? {
    guard recipient == 2 else { return [] }
    guard setup.value == 0 else { return nil }
    let endpoint = UInt8(truncatingIfNeeded: setup.index)
    if isOn { halted.insert(endpoint) } else { halted.remove(endpoint) }
    return []
  }

  private func descriptor(_ setup: UsbSetup) -> [UInt8]? {
    let descriptors = function.descriptors
    let index = UInt8(truncatingIfNeeded: setup.value)
    switch setup.value >> 8 {
    case 1: return descriptors.device
    case 2: return index == 0 ? descriptors.configuration : nil
    case 3: return descriptors.string(index)
    case 0x21: return descriptors.parts(ofType: 0x21, length: 9).first
    case 0x22: return descriptors.report.isEmpty ? nil : descriptors.report
    default: return nil
    }
  }

  /// SET_CONFIGURATION also clears every halt.
  private mutating func configure(_ setup: UsbSetup) -> [UInt8]? {
    let value = UInt8(truncatingIfNeeded: setup.value)
    guard value == 0 || value == function.descriptors.configurationValue else { return nil }
    configuration = value
    halted = []
    if value == 0 { forgetQueues() }
    return []
  }
}
