public import Readings

/// The vendor requests of the chip (Linux, drivers/usb/serial/ftdi_sio.h).
extension FtdiUsbFunction {
  /// Obeys a vendor request; nil to stall.
  public mutating func answer(
    _ setup: UsbSetup, data: [UInt8], at instant: MonotonicInstant
  ) -> [UInt8]? {
    switch (setup.requestType, setup.request) {
    case (0x40, 0x00): return reset(setup.value)
    case (0x40, 0x01): line.setModemLines(setup.value)
    case (0x40, 0x02), (0x40, 0x06), (0x40, 0x07), (0x40, 0x0B): break
    case (0x40, 0x03): line.baud = FtdiLine.baud(value: setup.value, index: setup.index)
    case (0x40, 0x04): line.setFrame(setup.value)
    case (0x40, 0x09): return setLatency(setup.value)
    case (0xC0, 0x05): return status
    case (0xC0, 0x0A): return [UInt8(truncatingIfNeeded: line.latency.count / 1_000)]
    case (0xC0, 0x90): return Self.memory(word: setup.index)
    default: return nil
    }
    return []
  }

  /// SIO_RESET: 0 the chip's settings, 1 what waits for the host, 2 what waits for the device (which
  /// is nothing: it is written at once).
  private mutating func reset(_ what: UInt16) -> [UInt8]? {
    guard what <= 2 else { return nil }
    if what != 2 { waiting = [] }
    if what == 0 { line = FtdiLine() }
    return []
  }

  private mutating func setLatency(_ value: UInt16) -> [UInt8]? {
    guard (1...255).contains(value) else { return nil }
    line.latency = .milliseconds(Int64(value))
    return []
  }

  /// A word of the configuration memory. The kernel reads the functions of the CBUS pins at 14 and 16;
  /// these are the factory's: TXLED, RXLED, TXDEN, PWREN, SLEEP (FT232R data sheet). The rest is
  /// empty.
  private static func memory(word: UInt16) -> [UInt8] {
    switch word {
    case 0x0A: [0x23, 0x10]
    case 0x0B: [0x05, 0x00]
    default: [0xFF, 0xFF]
    }
  }
}
