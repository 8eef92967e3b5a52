import DeviceProtocols

/// Which of the attached devices serves a role: the one that configuration names, else the only
/// one that can be nothing else. Nothing is guessed: what is not certain is a fault with a sentence.
struct DeviceSelection: Sendable {
  /// The device a session began with, told from others of its kind.
  struct Known: Hashable, Sendable {
    let usb: UsbID?
    let serial: String
    let port: String

    init(_ device: AttachedDevice) {
      usb = device.usb
      serial = device.serial
      port = device.port
    }

    /// Whether `device` is this one. Two without serial number cannot be told apart.
    func isMet(by device: AttachedDevice) -> Bool { usb == device.usb && serial == device.serial }
  }

  enum Outcome: Hashable, Sendable {
    /// Nothing is attached that could serve; with advice when something might after binding.
    case nothing(advice: StationFault?)
    /// This one.
    case device(DevicePlan)
    /// None, and staff has to act.
    case refused(StationFault)
  }

  let role: DeviceRole
  let binding: DeviceBinding?
  let table: [DeviceDescription]

  /// The choice among `attached` when the session knows the device as `known`.
  func choose(among attached: [AttachedDevice], known: Known?) -> Outcome {
    let eligible = attached.filter(isEligible)
    guard let first = eligible.first else { return absent(attached) }
    if let known, let same = one(eligible.filter(known.isMet)) { return plan(same) }
    if let known, !eligible.contains(where: known.isMet) {
      return .refused(SelectionFaults.swapped(role, known, first))
    }
    guard eligible.count == 1 else { return .refused(SelectionFaults.ambiguous(role, eligible)) }
    return plan(first)
  }

  /// Whether `device` may be chosen at all.
  func isEligible(_ device: AttachedDevice) -> Bool {
    guard !isLineOfWhole(device) else { return false }
    guard let binding else { return isUnmistakable(device) }
    guard binding.isMet(by: device) else { return false }
    let readable = descriptions(of: binding.choice.driver)
    let isNamed = binding.usb != nil || (binding.place != nil && device.node != .usb)
    return readable.contains { description in
      description.attachment.node == device.node
        && (isNamed || (Self.isTold(description, by: device)))
    }
  }

  /// Whether `device` is a serial line that the kernel makes of a device which is opened whole, as its
  /// suunto driver does of an ANT stick: it is neither used nor a second one.
  private func isLineOfWhole(_ device: AttachedDevice) -> Bool {
    guard let usb = device.usb else { return false }
    let known = table.filter { $0.usb.contains(usb) }
    return device.node == .serial && !known.isEmpty
      && !known.contains { $0.attachment.node == .serial }
  }

  /// Whether the driver table alone says what `device` is: its USB id belongs to one kind of device
  /// and not to a chip that sits in every adapter of the world.
  private func isUnmistakable(_ device: AttachedDevice) -> Bool {
    table.contains { isReader($0, of: device) && Self.isTold($0, by: device) }
  }

  private static func isTold(
    _ description: DeviceDescription, by device: AttachedDevice
  ) -> Bool {
    description.identification == .byIDs && !device.isGenericAdapter
      && device.kinds.contains(description.id)
  }

  private func isReader(_ description: DeviceDescription, of device: AttachedDevice) -> Bool {
    description.role == role && description.attachment.node == device.node
  }

  private func descriptions(of driver: DriverID) -> [DeviceDescription] {
    table.filter { $0.role == role && $0.drivers.contains(driver) }
  }

  private func one(_ devices: [AttachedDevice]) -> AttachedDevice? {
    devices.count == 1 ? devices.first : nil
  }

  // MARK: Outcomes

  private func absent(_ attached: [AttachedDevice]) -> Outcome {
    let others = attached.filter { device in
      device.descriptions(in: table).contains { isReader($0, of: device) }
    }
    guard let binding else {
      return .nothing(advice: others.first.map { SelectionFaults.notBound(role, $0) })
    }
    guard !others.isEmpty, let place = binding.place else { return .nothing(advice: nil) }
    // Another adapter may well be something else; another stick is the wrong one.
    let fault = SelectionFaults.otherThanBound(role, place, others)
    return others.allSatisfy(\.isGenericAdapter) ? .nothing(advice: fault) : .refused(fault)
  }

  private func plan(_ device: AttachedDevice) -> Outcome {
    guard let binding else { return unboundPlan(device) }
    let choice = binding.choice
    let readers = descriptions(of: choice.driver).filter { $0.attachment.node == device.node }
    let fitting = readers.filter { Self.variant(choice.variant, of: $0) != nil }
    let reader = fitting.first { device.kinds.contains($0.id) } ?? fitting.first
    guard let reader, let variant = Self.variant(choice.variant, of: reader) else {
      return .refused(SelectionFaults.noVariant(role, choice))
    }
    return .device(plan(device, reader, choice, variant))
  }

  private func unboundPlan(_ device: AttachedDevice) -> Outcome {
    let told = table.filter { isReader($0, of: device) && Self.isTold($0, by: device) }
    guard told.count == 1, let description = told.first, let driver = description.drivers.first,
      let variant = description.impliedVariant
    else { return .refused(SelectionFaults.unclear(role, device, told)) }
    return .device(plan(device, description, DriverChoice(driver: driver), variant))
  }

  private func plan(
    _ device: AttachedDevice, _ description: DeviceDescription, _ choice: DriverChoice,
    _ variant: String
  ) -> DevicePlan {
    var choice = choice
    choice.variant = variant
    let line = description.line(variant: variant).map(Attachment.serial)
    return DevicePlan(device: device, attachment: line ?? description.attachment, choice: choice)
  }

  /// The variant that `name` means for `description`; nil when it has none such.
  private static func variant(_ name: String, of description: DeviceDescription) -> String? {
    if name.isEmpty { return description.impliedVariant }
    return description.variants.contains { $0.id == name } ? name : nil
  }
}
