import Foundation
import StrictJSON
import Testing

/// Each check on a machine that lies in a directory, first well and then with one fault planted.
@Suite("walktest doctor")
struct DoctorTests {
  @Test("a machine on which all is well, ok throughout and 0")
  func well() async throws {
    let machine = try await SickMachine()
    let report = try await machine.examine()
    #expect(report.status == 0)
    for finding in report.findings {
      #expect(finding.verdict == "ok", "\(finding)")
      #expect(finding.mend == nil)
      #expect(finding.sentence.hasSuffix("."))
    }
    #expect(
      Set(report.findings.map(\.check)) == [
        "group", "rules", "bindings", "site-rules", "device", "ant-network-key", "clock", "limits",
        "wakefulness",
        "store", "disk", "keys", "sessions",
      ])
    let text = try await machine.run("doctor")
    #expect(text.lines.count == report.findings.count)
    #expect(text.lines.allSatisfy { $0.hasPrefix("OK      ") })
  }

  /// What is planted, the check that notices it, its verdict, and parts of its command.
  struct Planted: Sendable {
    var name: String
    var plant: @Sendable (SickMachine) throws -> Void
    var check: String
    var verdict: String
    var mend: [String]
    /// Checks that rightly speak of it too.
    var alsoTold: [String] = []
  }

  static let planted: [Planted] = [
    Planted(
      name: "no group", plant: { try $0.edit("etc/group", "walktest:x:", "other:x:") },
      check: "group", verdict: "warn", mend: ["groupadd --system walktest"]),
    Planted(
      name: "caller not in the group",
      plant: {
        try $0.edit("proc/self/status", "Groups:\t", "Groups:\t77 #")
        try $0.edit("etc/group", ":nurse", ":")
      }, check: "group", verdict: "warn", mend: ["usermod --append --groups walktest nurse"],
      alsoTold: ["device-rights"]),
    Planted(
      name: "caller in the group since this login",
      plant: { try $0.edit("proc/self/status", "Groups:\t", "Groups:\t77 #") },
      check: "group", verdict: "warn", mend: ["newgrp walktest"], alsoTold: ["device-rights"]),
    Planted(
      name: "no rules", plant: { try $0.remove("etc/udev/rules.d/70-walktest.rules") },
      check: "rules", verdict: "warn",
      mend: ["walktest udev-rules --output /etc/udev/rules.d/70-walktest.rules", "--reload"]),
    Planted(
      name: "rules of another version",
      plant: { try $0.edit("etc/udev/rules.d/70-walktest.rules", "0660", "0666") },
      check: "rules", verdict: "warn", mend: ["walktest udev-rules --output", "udevadm trigger"]),
    Planted(
      name: "rules of other bindings",
      plant: { try $0.edit("etc/udev/rules.d/71-walktest-site.rules", "TM0001", "TM0002") },
      check: "site-rules", verdict: "warn",
      mend: ["walktest udev-rules --bindings /etc/walktest/devices.toml --output"]),
    Planted(
      name: "bindings that are no TOML",
      plant: { try $0.edit("etc/walktest/devices.toml", "[treadmill]", "[treadmill") },
      check: "bindings", verdict: "fail", mend: ["/etc/walktest/devices.toml"],
      alsoTold: ["device-unbound"]),
    Planted(
      name: "bindings with a variant that there is not",
      plant: { try $0.edit("etc/walktest/devices.toml", "trackmaster-tmx", "trackmaster-xyz") },
      check: "bindings", verdict: "fail", mend: ["/etc/walktest/devices.toml"],
      alsoTold: ["device-unbound"]),
    Planted(
      name: "an adapter that nobody bound",
      plant: { try $0.edit("sys/bus/usb/devices/1-3/serial", "TM0001", "SOMEBODY") },
      check: "device-unbound", verdict: "unknown", mend: ["walktest devices bind treadmill"]),
    Planted(
      name: "a node without rights",
      plant: { try $0.mode("dev/bus/usb/001/004", 0o600, owned: false) },
      check: "device-rights", verdict: "warn",
      mend: ["udevadm control --reload", "/dev/bus/usb/001/004"]),
    Planted(
      name: "a node that everybody may write",
      plant: { try $0.mode("dev/ttyUSB0", 0o666, owned: true) },
      check: "device-rights", verdict: "warn", mend: ["grep -rl"]),
    Planted(
      name: "no node", plant: { try $0.remove("dev/input/event5") },
      check: "device-node", verdict: "warn", mend: ["udevadm trigger"]),
    Planted(
      name: "an adapter without its driver",
      plant: { try $0.remove("sys/bus/usb/devices/1-3/1-3:1.0/driver") },
      check: "device-driver", verdict: "warn", mend: ["modprobe ftdi_sio"]),
    Planted(
      name: "another program at the stick",
      plant: { try $0.hold("/dev/bus/usb/001/004", by: 812, named: "garmin-agent") },
      check: "device-held", verdict: "warn", mend: ["kill 812"]),
    Planted(
      name: "ModemManager that was not told",
      plant: {
        try $0.hold("/dev/null", by: 55, named: "ModemManager")
        try $0.remove("run/udev/data/c188:0")
      }, check: "modem-manager", verdict: "warn", mend: ["walktest udev-rules", "udevadm trigger"]),
    Planted(
      name: "a clock that runs free", plant: { try $0.write("0\n", "clock-is-synchronised") },
      check: "clock", verdict: "warn", mend: ["timedatectl set-ntp true"]),
    Planted(
      name: "a kernel that does not tell of the clock",
      plant: { try $0.remove("clock-is-synchronised") },
      check: "clock", verdict: "unknown", mend: []),
    Planted(
      name: "no real-time priority",
      plant: {
        try $0.edit("proc/self/limits", "priority     99     99", "priority     0      0 ")
      }, check: "limits", verdict: "warn", mend: ["/etc/security/limits.d/walktest.conf", "rtprio"]),
    Planted(
      name: "too little memory to lock",
      plant: { try $0.edit("proc/self/limits", "unlimited", "8192     ") },
      check: "limits", verdict: "warn", mend: ["memlock 65536"]),
    Planted(
      name: "idle states of the processors that only root may limit",
      plant: { try $0.mode("dev/cpu_dma_latency", 0o600, owned: false) },
      check: "wakefulness", verdict: "warn", mend: ["systemd-tmpfiles --create walktest.conf"]),
    Planted(
      name: "a kernel without a way to limit idle states",
      plant: { try $0.remove("dev/cpu_dma_latency") },
      check: "wakefulness", verdict: "unknown", mend: []),
    Planted(
      name: "no network key", plant: { try $0.remove("etc/walktest/ant-network-key") },
      check: "ant-network-key", verdict: "warn", mend: ["install -D -o root -g walktest -m 0640"]),
    Planted(
      name: "a network key that all may read",
      plant: { try $0.mode("etc/walktest/ant-network-key", 0o644, owned: true) },
      check: "ant-network-key", verdict: "warn", mend: ["chmod 0640"]),
    Planted(
      name: "a network key of another user",
      plant: { try $0.give("etc/walktest/ant-network-key", to: 4_321) },
      check: "ant-network-key", verdict: "warn", mend: ["chown root:walktest"]),
    Planted(
      name: "a network key of 15 digits",
      plant: { try $0.edit("etc/walktest/ant-network-key", "0000000000000000", "000000000000000") },
      check: "ant-network-key", verdict: "warn", mend: ["install"]),
    Planted(
      name: "no keys", plant: { try $0.removeFromStore("keys/trust-root.json") },
      check: "keys", verdict: "fail", mend: ["walktest keys init --store"]),
    Planted(
      name: "a device key that all may read",
      plant: { try $0.modeInStore("keys/device.jwk", 0o644) },
      check: "keys", verdict: "fail", mend: ["chmod 600", "device.jwk"]),
    Planted(
      name: "no device key", plant: { try $0.removeFromStore("keys/device.jwk") },
      check: "keys", verdict: "fail", mend: ["walktest keys list"]),
    Planted(
      name: "a walk that was cut off",
      plant: { try Files.write("cut", to: $0.store + "/journals/x.journal") },
      check: "sessions", verdict: "fail", mend: ["walktest store recover"]),
    Planted(
      name: "no store", plant: { try $0.removeFromStore("") },
      check: "store", verdict: "fail", mend: ["walktest keys init --store"]),
  ]

  @Test(
    "one fault planted, its verdict and the command that mends it; 1 for a fail alone",
    .enabled(if: SickMachine.canBeMade), arguments: planted.indices)
  func plantedFault(index: Int) async throws {
    let planted = Self.planted[index]
    let machine = try await SickMachine()
    try planted.plant(machine)
    let report = try await machine.examine()
    let finding = try #require(
      report.findings.first { $0.check == planted.check && $0.verdict != "ok" },
      "\(planted.name) was not noticed: \(report.findings)")
    #expect(finding.verdict == planted.verdict, "\(planted.name)")
    for part in planted.mend {
      #expect(finding.mend?.contains(part) == true, "\(planted.name): \(finding)")
    }
    #expect(report.status == (planted.verdict == "fail" ? 1 : 0), "\(planted.name)")
    // Nothing else is blamed for it.
    let others = report.findings.filter {
      $0.verdict != "ok" && $0.check != planted.check && !planted.alsoTold.contains($0.check)
    }
    #expect(others.isEmpty, "\(planted.name): \(others)")
  }

  @Test("a disk with too little room for one walk, fail and 1", .enabled(if: MountedDisk.canMount))
  func fullDisk() async throws {
    let machine = try await SickMachine()
    let disk = try await MountedDisk(size: "8m")
    defer { disk.unmount() }
    let copy = try await Program.run("/bin/cp", ["-a", machine.store + "/.", disk.path])
    #expect(copy.status == 0)
    try await disk.fill(sparing: 512)
    let report = try await machine.examine(store: disk.path)
    let finding = try #require(report.findings.first { $0.check == "disk" })
    #expect(finding.verdict == "fail")
    #expect(finding.mend == "df -h \(disk.path)")
    #expect(report.status == 1)
  }

  @Test("a machine without devices and without rules, warned of and yet fit for button and timer")
  func bare() async throws {
    let machine = try await SickMachine()
    for path in ["sys/bus/usb/devices", "etc/udev", "etc/walktest"] { try machine.remove(path) }
    let report = try await machine.examine()
    #expect(report.status == 0)
    #expect(!report.findings.contains { $0.verdict == "fail" })
    #expect(
      report.findings.first { $0.check == "device" }?.sentence.contains("button and timer") == true)
  }

  @Test("the key of the network, never printed")
  func keyIsSecret() async throws {
    let machine = try await SickMachine()
    for digits in ["0123456789abcdef", "0123456789abcde"] {
      try machine.write(digits + "\n", "etc/walktest/ant-network-key")
      for arguments in [["doctor"], ["doctor", "--json"]] {
        let answer = try await machine.run(arguments[0], Array(arguments.dropFirst()))
        #expect(!answer.text.lowercased().contains("0123456789"))
        #expect(!answer.complaint.contains("0123456789"))
      }
    }
  }

  @Test("this very machine, a finding for every check, whatever it is")
  func thisMachine() async throws {
    let machine = try await SickMachine()
    let answer = try await Walktest.run("doctor", "--json", "--store", machine.store)
    let rows = try #require(try answer.json.array)
    #expect(rows.count >= 10)
    for row in rows {
      let verdict = try row.at("verdict").string ?? ""
      #expect(["ok", "warn", "fail", "unknown"].contains(verdict))
    }
    #expect(answer.status == 0 || answer.status == 1)
  }
}
