import ArgumentParser

/// `walktest devices`: what can be attached.
struct DevicesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devices", abstract: "Show devices and what is known of them.",
    discussion: """
      EXAMPLES
        walktest devices supported
        walktest devices pages --output docs/devices
      """,
    subcommands: [
      DevicesListCommand.self, DevicesWatchCommand.self, DevicesDumpCommand.self,
      DevicesReplayCommand.self, DevicesBindCommand.self, DevicesUnbindCommand.self,
      DevicesSupportedCommand.self, DevicesPagesCommand.self,
    ], defaultSubcommand: DevicesListCommand.self)
}
