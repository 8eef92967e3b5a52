import DeviceProtocols

extension AttachedDevice {
  /// The vendor numbers of makers of serial chips: they stand in every adapter of the world and say
  /// nothing of the machine behind the line (USB ID Repository, usb.ids).
  private static let chipMakers: Set<UInt16> = [
    0x0403,  // FTDI
    0x067B,  // Prolific
    0x10C4,  // Silicon Labs
    0x1A86,  // QinHeng
    0x04D8,  // Microchip
    0x9710,  // MosChip
    0x0557,  // ATEN
    0x0711,  // Magic Control
    0x110A,  // Moxa
    0x2341,  // Arduino
  ]

  /// True for a serial line that only configuration can give a meaning: a byte that is a question
  /// to one machine starts the belt of another.
  public var isGenericAdapter: Bool {
    guard node == .serial else { return false }
    return usb.map { Self.chipMakers.contains($0.vendor) } ?? true
  }
}
