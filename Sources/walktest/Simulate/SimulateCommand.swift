import ArgumentParser

/// `walktest simulate`: devices that are not there, for trying out hosts and for training.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Serve a simulated device in real time.",
    discussion: """
      A simulated device answers as the real one would, byte for byte, on a pseudo-terminal or on \
      standard input and output, until Ctrl-C. Any program can be its host: walktest, the maker's \
      own, or one that you write. Nothing here is a person or a machine: a simulated belt obeys \
      whoever writes to it.

      EXAMPLES
        walktest simulate stick --pty /tmp/stick
        walktest simulate stick --pty /tmp/stick --faults loss=20%,unplug=60+8
        walktest simulate trackmaster --variant ge-t2100 --speed 1.2mph
        walktest simulate csafe --speed 4km/h
        walktest simulate lifespan --speed 1.2mph
      """,
    subcommands: [
      SimulateStickCommand.self, SimulateTrackmasterCommand.self, SimulateCsafeCommand.self,
      SimulateLifespanCommand.self, SimulateUsbCommand.self,
    ])
}
