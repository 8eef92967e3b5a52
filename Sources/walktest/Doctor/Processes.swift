import DeviceHost

/// The processes that run, as /proc shows them to the caller.
struct Processes {
  private let machine: Machine
  private let names: Set<String>

  init(_ machine: Machine) {
    self.machine = machine
    names = Set(
      machine.names("/proc").filter { Int($0) != nil }.compactMap {
        machine.line("/proc/\($0)/comm")
      })
  }

  /// Whether a program of that name runs.
  func runs(_ name: String) -> Bool { names.contains(name) }

  /// Another process that has `node` open; nil when none is seen. Of other users' processes only
  /// root sees what they hold.
  func holder(of node: String) -> HolderOfNode? {
    HolderOfNode.all(of: node, processes: machine.real("/proc")).first
  }
}
