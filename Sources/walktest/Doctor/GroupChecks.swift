import DeviceProtocols

/// The group that may use the devices, and the rules that give them to it.
struct GroupChecks {
  let machine: Machine
  let caller: Caller

  /// The group walktest and whether the caller is in it.
  var group: Finding {
    let name = UdevRules.group
    guard let (number, members) = entry(name) else {
      return Finding(
        "group", .warn, "There is no group \(name), to which the udev rules give the devices.",
        mend: "groupadd --system \(name)")
    }
    if caller.isRoot {
      return Finding("group", .ok, "The group \(name) is there; root needs none.")
    }
    if caller.groups.contains(number) {
      return Finding("group", .ok, "\(caller.name) is in the group \(name).")
    }
    if members.contains(caller.name) {
      return Finding(
        "group", .warn,
        "\(caller.name) was put into the group \(name) after this login; log out and in again.",
        mend: "newgrp \(name)")
    }
    return Finding(
      "group", .warn, "\(caller.name) is not in the group \(name) and cannot open the devices.",
      mend: "usermod --append --groups \(name) \(caller.name)")
  }

  private func entry(_ name: String) -> (number: UInt32, members: [String])? {
    for line in machine.text("/etc/group")?.split(separator: "\n") ?? [] {
      let fields = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 4, fields[0] == name, let number = UInt32(fields[2]) else { continue }
      return (number, fields[3].split(separator: ",").map(String.init))
    }
    return nil
  }
}

/// Whether the udev rules are installed and are those that this walktest would write.
struct RulesChecks {
  let machine: Machine

  /// The rules of the driver table.
  var table: Finding {
    check(
      "rules", UdevRules.fileName, UdevRules.table, what: "The udev rules of the devices",
      command: "walktest udev-rules")
  }

  func check(
    _ check: String, _ name: String, _ wanted: String, what: String, command: String
  ) -> Finding {
    let target = "/etc/udev/rules.d/\(name)"
    let mend = "\(command) --output \(target) && udevadm control --reload && udevadm trigger"
    // udev reads the first file of a name, in this order.
    let folders = ["/etc/udev/rules.d/", "/run/udev/rules.d/", "/usr/lib/udev/rules.d/"]
    guard let path = folders.map({ $0 + name }).first(where: { machine.text($0) != nil }) else {
      return Finding(
        check, .warn, "\(what) are not installed: only root can open the devices.", mend: mend)
    }
    guard machine.text(path) == wanted else {
      return Finding(
        check, .warn, "\(what) in \(path) are not those that this walktest would write.", mend: mend
      )
    }
    return Finding(check, .ok, "\(what) in \(path) are current.")
  }
}
