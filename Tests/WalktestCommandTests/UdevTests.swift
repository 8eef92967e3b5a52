import Foundation
import Testing

/// What the machine's own udev does with our rules, for devices of Tests/udev/devices.umockdev.
@Suite("The udev rules in udev", .enabled(if: Udev.canRun))
struct UdevTests {
  private static let usb = "/devices/pci0000:00/0000:00:14.0/usb1"

  @Test(
    "an ANT stick, given to the group, linked, tagged and hidden from ModemManager",
    arguments: ["add", "bind", "change"])
  func stick(action: String) async throws {
    let answer = try await Udev(bindings: nil).test(Self.usb + "/1-1", action)
    #expect(answer.mentions(" GROUP 64321"))
    #expect(answer.mentions(" MODE 0660"))
    #expect(answer.lines.contains("LINKED /dev/walktest/antusb2"))
    #expect(answer.lines.contains("SYSTEMD_WANTS=walktestd.service"))
    #expect(answer.lines.contains("CURRENT_TAGS=:systemd:"))
    #expect(answer.lines.contains("ID_MM_DEVICE_IGNORE=1"))
    let tty = Self.usb + "/1-1/1-1:1.0/ttyUSB1/tty/ttyUSB1"
    let port = try await Udev(bindings: nil).test(tty, action)
    #expect(port.lines.contains("ID_MM_DEVICE_IGNORE=1"))
    #expect(!port.mentions("GROUP 64321"))
  }

  @Test("a device that goes, left to udev")
  func removal() async throws {
    let answer = try await Udev(bindings: nil).test(Self.usb + "/1-1", "remove")
    #expect(!answer.mentions("GROUP 64321"))
    #expect(!answer.mentions("walktestd"))
  }

  @Test("a foot switch of the table, given to the group")
  func footSwitch() async throws {
    let answer = try await Udev(bindings: nil).test(
      Self.usb + "/1-2/1-2:1.0/input/input5/event5", "add")
    #expect(answer.mentions(" GROUP 64321"))
    #expect(answer.mentions(" MODE 0660"))
    #expect(answer.lines.contains("LINKED /dev/walktest/pcsensor"))
    #expect(answer.lines.contains("SYSTEMD_WANTS=walktestd.service"))
  }

  @Test("somebody's keyboard, left alone")
  func foreignKeyboard() async throws {
    for rules in [try await Udev(bindings: nil), try await Udev(bindings: Udev.treadmill)] {
      let answer = try await rules.test(Self.usb + "/1-5/1-5:1.0/input/input6/event6", "add")
      #expect(answer.isLeftAlone)
      #expect(!answer.mentions("ID_MM"))
    }
  }

  @Test("the treadmill's adapter that the site bound: group, link, no modem, 1 ms latency")
  func boundTreadmill() async throws {
    let rules = try await Udev(bindings: Udev.treadmill)
    let port = Self.usb + "/1-3/1-3:1.0/ttyUSB0"
    let tty = try await rules.test(port + "/tty/ttyUSB0", "add")
    #expect(tty.mentions(" GROUP 64321"))
    #expect(tty.mentions(" MODE 0660"))
    #expect(tty.lines.contains("LINKED /dev/walktest/treadmill"))
    #expect(tty.lines.contains("ID_MM_DEVICE_IGNORE=1"))
    #expect(tty.lines.contains("SYSTEMD_WANTS=walktestd.service"))
    for action in ["bind", "add"] {
      let timer = try await rules.test(port, action)
      #expect(timer.mentions("/1-3:1.0/ttyUSB0/latency_timer' writing '1'"), "\(action)")
    }
  }

  @Test("an adapter that nobody bound, hidden from ModemManager and given to nobody")
  func foreignAdapter() async throws {
    let port = Self.usb + "/1-4/1-4:1.0/ttyUSB2"
    for rules in [try await Udev(bindings: nil), try await Udev(bindings: Udev.treadmill)] {
      let tty = try await rules.test(port + "/tty/ttyUSB2", "add")
      #expect(tty.isLeftAlone)
      #expect(tty.lines.contains("ID_MM_DEVICE_IGNORE=1"))
      let timer = try await rules.test(port, "bind")
      #expect(!timer.mentions("latency_timer' writing"))
    }
  }

  @Test(
    "a rule with a mistake, found by this very test",
    arguments: [
      "SUBSYSTEM=\"usb\", GROUP=\"walktest\"", "SUBSYSTEM==\"usb\", GRUPPE=\"walktest\"",
      "SUBSYSTEM==\"usb\", GROUP=\"no-such-group\"", "SUBSYSTEM==\"usb\", GOTO=\"nowhere\"",
    ])
  func plantedMistake(rule: String) async throws {
    let rules = try await Udev(bindings: nil)
    try Files.write(rule + "\n", to: rules.directory + "/72-planted.rules")
    let answer = try await rules.run(Self.usb + "/1-1", "add")
    #expect(!answer.faults(in: "/etc/udev/rules.d/").isEmpty, "\(answer.text)")
  }

  @Test("udevadm verify, where this udev has it, satisfied with both files")
  func verify() async throws {
    let rules = try await Udev(bindings: Udev.treadmill)
    let version = try await Program.run("/usr/bin/udevadm", ["--version"])
    guard (Int(version.lines.first ?? "") ?? 0) >= 254 else { return }
    let answer = try await Program.run(
      "/usr/bin/udevadm", ["verify", "--resolve-names=never", rules.directory])
    #expect(answer.status == 0, "\(answer)")
  }
}

/// A directory of rules as walktest writes them, to be tried in udev.
struct Udev {
  /// Needs root for private mounts, udev and umockdev; where CI runs, the tests run and fail if they
  /// cannot.
  static let canRun =
    Program.isCI
    || geteuid() == 0
      && ["/usr/bin/udevadm", "/usr/bin/umockdev-run", "/usr/bin/unshare"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: $0)
      }

  /// The site's treadmill, behind the FTDI adapter TM0001.
  static let treadmill = """
    [treadmill]
    driver = "trackmaster"
    variant = "trackmaster-tmx"
    serial = "TM0001"

    """

  private let scratch: Scratch
  let directory: String

  init(bindings: String?) async throws {
    scratch = try Scratch()
    directory = scratch.path + "/rules"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let table = try await Walktest.run(
      "udev-rules", "--output", directory + "/70-walktest.rules")
    #expect(table.status == 0, "\(table)")
    guard let bindings else { return }
    try Files.write(bindings, to: scratch.path + "/devices.toml")
    let site = try await Walktest.run(
      "udev-rules", "--bindings", scratch.path + "/devices.toml", "--output",
      directory + "/71-walktest-site.rules")
    #expect(site.status == 0, "\(site)")
  }

  /// What udev does for a device; our rules must have no fault.
  func test(_ device: String, _ action: String) async throws -> Answer {
    let answer = try await run(device, action)
    #expect(answer.faults(in: "/etc/udev/rules.d/7") == [], "\(answer.text)")
    return answer
  }

  func run(_ device: String, _ action: String) async throws -> Answer {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "udev/udev-test.sh").path
    let answer = try await Program.run("/bin/bash", [script, directory, device, action])
    try #require(answer.status == 0, "\(answer)")
    try #require(answer.lines.contains { $0.hasPrefix("DEVPATH=") }, "\(answer)")
    return answer
  }
}

extension Answer {
  fileprivate func mentions(_ part: String) -> Bool { text.contains(part) }

  /// No rule of ours gave it a group, a link or a unit.
  fileprivate var isLeftAlone: Bool {
    !mentions("64321") && !mentions("LINKED") && !mentions("walktestd")
      && !mentions("rules.d/71-walktest-site.rules:")
  }

  /// What udev complained of in rules files whose paths begin so.
  fileprivate func faults(in path: String) -> [String] {
    let signs = [
      "Invalid", "Unknown", "unknown", "ignoring", "Ignoring", "Failed", "has no", "cannot",
    ]
    return lines.filter { line in
      line.hasPrefix(path) && signs.contains { line.contains($0) }
    }
  }
}
