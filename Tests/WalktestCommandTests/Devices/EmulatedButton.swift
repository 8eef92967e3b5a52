import CLinuxIO
import DeviceBench
import DeviceProtocols
import DeviceSimulator
import EmulatedBus
import Foundation
import Readings

/// The end of an input node from which the kernel would write: stamps on the monotonic clock.
final class EmulatedButton: Sendable {
  let path: String
  private let kernel: Int32
  // Held open, so that the terminal does not hang up while no program has it open.
  private let node: Int32

  init() throws {
    var number: Int32 = -1
    kernel = linuxio_pseudo_terminal(&number)
    guard kernel >= 0 else { throw RigFault.noSocket }
    path = "/dev/pts/\(number)"
    node = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    var settings = termios()
    guard node >= 0, tcgetattr(node, &settings) == 0 else { throw RigFault.noSocket }
    cfmakeraw(&settings)
    guard tcsetattr(node, TCSANOW, &settings) == 0 else { throw RigFault.noSocket }
  }

  deinit {
    close(node)
    close(kernel)
  }

  /// Writes a press or a release of the pedal that happens now; gives its stamp.
  func write(isPress: Bool) throws -> Int64 {
    let now = BenchClock.now
    let edge = ContactEdge(at: now, contact: 0, isPress: isPress)
    let bytes = EvdevEventStream(keyCodes: [48]).groups(for: [edge]).flatMap(\.bytes)
    guard Foundation.write(kernel, bytes, bytes.count) == bytes.count else {
      throw RigFault.noSocket
    }
    return now.microseconds
  }
}
