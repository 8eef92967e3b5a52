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

  /// Two polls of a foot switch, and within what the host holds back to put it in order.
  private static let closed = Microseconds.milliseconds(16)

  /// Writes a short press of the pedal that is let go now, in one piece: how long it was closed is
  /// said by stamps that are set together, and a machine that is busy cannot make it a hold.
  ///
  /// - Returns: the stamp of the press.
  func tap() throws -> Int64 {
    let release = BenchClock.now
    let press = release - Self.closed
    let edges = [
      ContactEdge(at: press, contact: 0, isPress: true),
      ContactEdge(at: release, contact: 0, isPress: false),
    ]
    let bytes = EvdevEventStream(keyCodes: [48]).groups(for: edges).flatMap(\.bytes)
    guard Foundation.write(kernel, bytes, bytes.count) == bytes.count else {
      throw RigFault.noSocket
    }
    return press.microseconds
  }
}
