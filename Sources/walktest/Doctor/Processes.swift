/// The processes that run, as /proc shows them to the caller.
struct Processes {
  struct Process: Hashable {
    var id: Int
    var name: String
  }

  private let machine: Machine
  private let all: [Process]
  private let own: Int?

  init(_ machine: Machine) {
    self.machine = machine
    own = machine.linkName("/proc/self").flatMap { Int($0) }
    all = machine.names("/proc").compactMap { Int($0) }.map { id in
      Process(id: id, name: machine.line("/proc/\(id)/comm") ?? "?")
    }
  }

  /// Whether a program of that name runs.
  func runs(_ name: String) -> Bool { all.contains { $0.name == name } }

  /// Another process that has `node` open; nil when none is seen. Of other users' processes only
  /// root sees what they hold.
  func holder(of node: String) -> Process? {
    all.first { process in
      process.id != own
        && machine.names("/proc/\(process.id)/fd").contains {
          machine.link("/proc/\(process.id)/fd/\($0)") == node
        }
    }
  }
}
