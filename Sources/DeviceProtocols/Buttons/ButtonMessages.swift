extension HostMessage {
  /// Asks a Big Red Button how it is: an output report without an id (facts section 8.2; public:
  /// `fidian/bonkers`, `bonkers.c`).
  static let bigRedButtonPoll = HostMessage([0x08, 0, 0, 0, 0, 0, 0, 0x02])

  /// Asks an X-keys device to tell its present state: command 177, "generate data", in an output
  /// report of 35 bytes without an id (public: `SuperFlyTV/xkeys`, `xkeys.ts`). It changes nothing
  /// in the device.
  static let xkeysGenerateData = HostMessage([177] + [UInt8](repeating: 0, count: 34))
}
