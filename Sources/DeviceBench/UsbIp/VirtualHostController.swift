import DeviceSimulator
import Glibc

/// The kernel's virtual USB host controller (module vhci-hcd): a device is plugged into it by
/// handing over a connected socket, without network and without the usbip tool.
struct VirtualHostController {
  /// Where the kernel shows the first controller.
  static let usual = "/sys/devices/platform/vhci_hcd.0"

  private let directory: String

  /// The controller at `directory`.
  ///
  /// - Throws: `UsbIpFault` when the kernel has none.
  init(_ directory: String = usual) throws(UsbIpFault) {
    guard access("\(directory)/attach", W_OK) == 0 else {
      throw UsbIpFault(
        .noController,
        "This kernel has no virtual USB controller for us; run modprobe vhci-hcd as root.")
    }
    self.directory = directory
  }

  /// Gives the controller one end of a pair of sockets as a new device's line.
  ///
  /// - Returns: our end, which does not block.
  func plug(_ device: UsbBenchDevice) throws(UsbIpFault) -> Int32 {
    let port = try freePort()
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw UsbIpFault(system: "No sockets are to be had", errno)
    }
    defer { close(ends[1]) }
    let speed = device.device.function.descriptors.speed.rawValue
    do throws(UsbIpFault) {
      // Our end must not block; the kernel reads and writes its own from threads that may wait.
      _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
      try attach("\(port) \(ends[1]) \(device.hostNumber) \(speed)")
    } catch {
      close(ends[0])
      throw error
    }
    return ends[0]
  }

  private func attach(_ line: String) throws(UsbIpFault) {
    let file = open("\(directory)/attach", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { throw UsbIpFault(system: "The USB controller is out of reach", errno) }
    defer { close(file) }
    var bytes = Array(line.utf8)
    guard write(file, &bytes, bytes.count) == bytes.count else {
      throw UsbIpFault(system: "The USB controller did not take the device", errno)
    }
  }

  /// The first port for devices below USB 3 whose state is 4, "not connected". A line of `status`:
  /// `hs  0000 004 000 00000000 000000 0-0`.
  private func freePort() throws(UsbIpFault) -> Int {
    for line in read("\(directory)/status").split(separator: "\n") {
      let parts = line.split(separator: " ")
      if parts.count >= 3, parts[0] == "hs", parts[2] == "004", let port = Int(parts[1]) {
        return port
      }
    }
    throw UsbIpFault(.noController, "Every port of the virtual USB controller is in use.")
  }

  private func read(_ path: String) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = Glibc.read(file, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
