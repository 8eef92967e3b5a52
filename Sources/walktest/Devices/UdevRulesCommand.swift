import ArgumentParser
import DeviceProtocols
import Foundation
import SessionHost

/// `walktest udev-rules`: the rules that give walktest's devices to its group.
struct UdevRulesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "udev-rules", abstract: "Print the udev rules of the devices.",
    discussion: """
      Without --bindings: the rules of all devices that their USB ids tell. With it: those of the \
      devices that this site bound, such as the adapter of its treadmill.

      EXAMPLES
        walktest udev-rules --output /etc/udev/rules.d/70-walktest.rules
        walktest udev-rules --bindings /etc/walktest/devices.toml \\
          --output /etc/udev/rules.d/71-walktest-site.rules
        walktest udev-rules --check /etc/udev/rules.d/70-walktest.rules
        udevadm control --reload
      """)
  @Option(help: ArgumentHelp("The file with the site's bindings.", valueName: "file"))
  var bindings: String?
  @Option(help: ArgumentHelp("Compare with this file; exit 1 when it differs.", valueName: "file"))
  var check: String?
  @Option(name: .shortAndLong, help: ArgumentHelp("Write into this file.", valueName: "file"))
  var output: String?

  func run() async throws {
    try await answering {
      let rules = try text()
      if let check {
        guard try FileBytes.read(check) == Array(rules.utf8) else {
          throw Complaint(
            "\(check) is not what this walktest would write; write it anew with "
              + "`\(command(output: check))` and `udevadm control --reload`.", .finding)
        }
        return Console.say("\(check): current")
      }
      guard let output else { return Console.say(raw: Array(rules.utf8)) }
      try Data(rules.utf8).write(to: URL(filePath: output), options: .atomic)
    }
  }

  private func text() throws -> String {
    guard let bindings else { return UdevRules.table }
    return try SiteRules.text(bindings)
  }

  private func command(output: String) -> String {
    "walktest udev-rules" + (bindings.map { " --bindings \($0)" } ?? "") + " --output \(output)"
  }
}
