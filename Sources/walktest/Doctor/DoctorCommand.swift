import ArgumentParser
import Foundation
import SessionHost
import StrictJSON

/// `walktest doctor`: what stands between this machine and a walk.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check the machine, and say how to mend what is wrong.",
    discussion: """
      Looks and changes nothing. A fail means that no walk could start; a warn, that a device or \
      a precaution would be missing. Exit 1 when there is a fail.

      EXAMPLES
        walktest doctor
        sudo walktest doctor --json
      """)
  @OptionGroup var store: StoreOption
  @OptionGroup var output: OutputOption
  /// For tests: a machine that lies in a directory.
  @Option(help: .hidden) var root = "/"

  func run() async throws {
    try await answering {
      let findings = findings()
      if output.json {
        Console.say(.array(findings.map(\.json)))
      } else {
        for finding in findings { show(finding) }
      }
      guard findings.contains(where: { $0.verdict == .fail }) else { return }
      throw ExitCode(ExitStatus.finding.rawValue)
    }
  }

  private func findings() -> [Finding] {
    let machine = Machine(root: root)
    let caller = Caller(machine)
    let group = GroupChecks(machine: machine, caller: caller)
    let system = SystemChecks(machine: machine, caller: caller)
    let bindings = BindingsChecks(machine)
    let devices = DeviceChecks(machine: machine, caller: caller, isBound: bindings.isBound)
    return [group.group, RulesChecks(machine: machine).table] + bindings.all + devices.all
      + [
        NetworkKeyCheck(machine: machine).finding, system.clock, system.limits, system.wakefulness,
      ]
      + StoreChecks(option: store).all
  }

  private func show(_ finding: Finding) {
    let verdict = finding.verdict.rawValue.uppercased()
    Console.say(
      verdict.padding(toLength: 8, withPad: " ", startingAt: 0) + finding.sentence)
    if let mend = finding.mend { Console.say("        mend: \(mend)") }
  }
}
