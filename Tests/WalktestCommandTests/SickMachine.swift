import Foundation
import StrictJSON
import Testing

/// A machine in a directory, on which all is well until a test plants a fault.
struct SickMachine: Sendable {
  /// The network key must belong to root, so that root alone can make such a machine.
  static let canBeMade = Program.isCI || geteuid() == 0

  private let scratch: Scratch
  var root: String { scratch.path + "/root" }
  var store: String { scratch.path + "/store" }

  init() async throws {
    scratch = try Scratch()
    try writeFiles()
    try writeDevices()
    try await writeRules()
    let made = try await Walktest.run(
      "keys", "init", "--store", store, "--study", "WTT", "--site", "001", "--device", "wt01")
    try #require(made.status == 0, "\(made)")
  }

  private func writeFiles() throws {
    try write("root:x:0:\nwalktest:x:\(Self.group):nurse\n", "etc/group")
    try write("root:x:0:0::/root:/bin/sh\nnurse:x:1001:1001::/home/nurse:/bin/sh\n", "etc/passwd")
    try write(
      "Name:\twalktest\nUid:\t1001\t1001\t1001\t1001\nGid:\t1001\t1001\t1001\t1001\n"
        + "Groups:\t\(Self.group) \n", "proc/self/status")
    try write(
      """
      Limit                     Soft Limit           Hard Limit           Units
      Max locked memory         unlimited            unlimited            bytes
      Max realtime priority     99     99

      """, "proc/self/limits")
    try write("1\n", "clock-is-synchronised")
    try write("0000000000000000\n", "etc/walktest/ant-network-key")
    try mode("etc/walktest/ant-network-key", 0o640, owned: true)
    try write(Udev.treadmill, "etc/walktest/devices.toml")
  }

  private func writeDevices() throws {
    try device("1-1", "0fcf", "1008", serial: "123", driver: "usb_serial_simple")
    try write("1\n", "sys/bus/usb/devices/1-1/busnum")
    try write("4\n", "sys/bus/usb/devices/1-1/devnum")
    try device("1-2", "0c45", "7403", serial: nil, driver: "usbhid")
    try write("", "sys/bus/usb/devices/1-2/1-2:1.0/0003:0C45:7403.0001/input/input5/event5/dev")
    try device("1-3", "0403", "6001", serial: "TM0001", driver: "ftdi_sio")
    try write("188:0\n", "sys/bus/usb/devices/1-3/1-3:1.0/ttyUSB0/tty/ttyUSB0/dev")
    try write("188:0\n", "sys/class/tty/ttyUSB0/dev")
    try write("S:walktest/treadmill\nE:ID_MM_DEVICE_IGNORE=1\nG:systemd\n", "run/udev/data/c188:0")
    // Somebody's keyboard is none of our business.
    try device("1-4", "046d", "c31c", serial: nil, driver: "usbhid")
    let nodes = [
      "dev/bus/usb/001/004", "dev/input/event5", "dev/ttyUSB0", "dev/cpu_dma_latency",
    ]
    for node in nodes {
      try write("", node)
      try mode(node, 0o660, owned: true)
    }
  }

  private func device(
    _ port: String, _ vendor: String, _ product: String, serial: String?, driver: String
  ) throws {
    let path = "sys/bus/usb/devices/\(port)"
    try write(vendor + "\n", path + "/idVendor")
    try write(product + "\n", path + "/idProduct")
    if let serial { try write(serial + "\n", path + "/serial") }
    try write("00\n", path + "/\(port):1.0/bInterfaceNumber")
    try link("../../../../drivers/\(driver)", path + "/\(port):1.0/driver")
  }

  private func writeRules() async throws {
    let folder = root + "/etc/udev/rules.d"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let table = try await Walktest.run("udev-rules", "--output", folder + "/70-walktest.rules")
    let site = try await Walktest.run(
      "udev-rules", "--bindings", root + "/etc/walktest/devices.toml", "--output",
      folder + "/71-walktest-site.rules")
    try #require(table.status == 0 && site.status == 0, "\(table) \(site)")
  }

  /// The group of this test's own files, which stands for the group walktest.
  private static let group = getegid()

  // MARK: Faults

  func write(_ text: String, _ path: String) throws {
    let file = URL(filePath: root + "/" + path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func edit(_ path: String, _ found: String, _ new: String) throws {
    try Files.edit(root + "/" + path, found, new)
  }

  func remove(_ path: String) throws {
    try FileManager.default.removeItem(atPath: root + "/" + path)
  }

  func link(_ target: String, _ path: String) throws {
    let file = URL(filePath: root + "/" + path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: target)
  }

  /// Sets a mode; a node that is not `owned` belongs to a group that the caller is not in.
  func mode(_ path: String, _ mode: Int, owned: Bool) throws {
    let file = root + "/" + path
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    guard !owned else { return }
    try #require(chown(file, uid_t.max, 4_321) == 0)
  }

  func give(_ path: String, to user: UInt32) throws {
    try #require(chown(root + "/" + path, user, gid_t.max) == 0)
  }

  func hold(_ node: String, by process: Int, named name: String) throws {
    try write(name + "\n", "proc/\(process)/comm")
    try link(node, "proc/\(process)/fd/7")
  }

  func removeFromStore(_ path: String) throws {
    try FileManager.default.removeItem(atPath: store + "/" + path)
  }

  func modeInStore(_ path: String, _ mode: Int) throws {
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: store + "/" + path)
  }

  // MARK: Examination

  struct Finding: Hashable {
    var check: String
    var verdict: String
    var sentence: String
    var mend: String?
  }

  struct Report {
    var findings: [Finding]
    var status: Int32
  }

  func run(_ command: String, _ arguments: [String] = []) async throws -> Answer {
    try await Walktest.run([command, "--root", root, "--store", store] + arguments)
  }

  func examine(store: String? = nil) async throws -> Report {
    let answer = try await Walktest.run([
      "doctor", "--json", "--root", root, "--store", store ?? self.store,
    ])
    #expect(answer.complaint.isEmpty)
    let findings = try #require(try answer.json.array).map { row in
      Finding(
        check: try row.at("check").string ?? "", verdict: try row.at("verdict").string ?? "",
        sentence: try row.at("finding").string ?? "", mend: try row.at("mend").string)
    }
    return Report(findings: findings, status: answer.status)
  }
}
