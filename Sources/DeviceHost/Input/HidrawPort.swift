public import DeviceProtocols
import Dispatch
import Glibc
import Readings
import Synchronization

/// A button that is read as raw HID reports (`/dev/hidrawN`), one report with each read.
///
/// The kernel waits up to five seconds for a device that does not take a report, so reports are
/// written on a queue of their own, where nobody else waits.
public final class HidrawPort: BytePort {
  /// Reports that may wait for a device that takes none; later ones are left out, and the driver
  /// notices that no answer comes.
  private static let mostWaiting = 4

  /// The device's own description of its reports.
  public let reportDescriptor: [UInt8]

  private let path: String
  private let node: InputNode
  private let writer: DispatchQueue
  private let isNumbered: Bool
  private let waiting = Atomic<Int>(0)

  /// Opens the node at `path` and reads it on `loop`.
  ///
  /// - Parameters:
  ///   - sink: called on the loop's thread, and on another when a write fails.
  ///   - sysfs: where sysfs is.
  /// - Throws: `PortFault`: `absent`, `noPermission`, `notTheDevice` when it has no description of
  ///   its reports or one that cannot be read, or `system`.
  public init(
    path: String, loop: EventLoop, sysfs: String = "/sys", sink: @escaping PortSink
  ) throws(PortFault) {
    let descriptor = try InputNode.open(path, O_RDWR)
    let read: HidReportDescriptor
    do {
      reportDescriptor = Self.reportDescriptor(path: path, sysfs: sysfs)
      read = try HidReportDescriptor(reportDescriptor)
    } catch {
      Glibc.close(descriptor)
      throw .notAButton(path)
    }
    self.path = path
    isNumbered = read.isNumbered
    let writer = DispatchQueue(label: "hidraw \(path)")
    self.writer = writer
    node = InputNode(
      descriptor, path: path, longestRead: max(64, read.longestReport(.input)), loop: loop,
      sink: sink,
      // Behind the writes that wait: they have the descriptor in hand.
      release: { descriptor in writer.async { _ = Glibc.close(descriptor) } })
    node.begin()
  }

  deinit { node.close() }

  /// Sends an output report: with its id first when the device numbers its reports.
  public func send(_ message: HostMessage) {
    guard waiting.load(ordering: .relaxed) < Self.mostWaiting else { return }
    waiting.add(1, ordering: .relaxed)
    // hidraw wants an id of 0 before a report that has none.
    let bytes = isNumbered ? message.bytes : [0] + message.bytes
    writer.async { [self] in
      defer { waiting.subtract(1, ordering: .relaxed) }
      write(bytes)
    }
  }

  /// Closes the node; the descriptor goes when a report that is being written is through.
  public func close() { node.close() }

  /// The description of its reports that the device at `path` gave; empty when there is none.
  /// Nothing is opened.
  public static func reportDescriptor(path: String, sysfs: String = "/sys") -> [UInt8] {
    let name = path.split(separator: "/").last ?? ""
    return SysfsFile.read(
      "\(sysfs)/class/hidraw/\(name)/device/report_descriptor", HidReportDescriptor.longest + 1)
      ?? []
  }

  private func write(_ bytes: [UInt8]) {
    while let descriptor = node.openDescriptor {
      if Glibc.write(descriptor, bytes, bytes.count) >= 0 { return }
      let error = errno
      if error == EINTR { continue }
      if error == EAGAIN { return }
      node.fail(.using(path, error))
      return
    }
  }
}
