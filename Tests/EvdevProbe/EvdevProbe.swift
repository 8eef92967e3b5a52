import DeviceHost
import DeviceProtocols
import Dispatch
import Glibc
import Readings
import Synchronization

/// Opens one evdev node as the device host does and prints what its driver tells, one JSON object a
/// line: `EvdevProbe NODE EDGES SECONDS [CODE…]`. Ends after so many edges, when the port breaks,
/// or after so many seconds. For tests that run it under umockdev.
@main enum EvdevProbe {
  private struct Progress {
    var driver: EvdevButtonDriver
    var edges = 0
  }

  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count >= 4, let most = Int(arguments[2]), let seconds = Int(arguments[3]) else {
      stop("usage: EvdevProbe NODE EDGES SECONDS [CODE…]", 64)
    }
    let codes = arguments.dropFirst(4).compactMap { UInt16($0) }
    let over = DispatchSemaphore(value: 0)
    let progress = Mutex(Progress(driver: EvdevButtonDriver(keyCodes: codes)))
    do throws(PortFault) {
      let loop = try EventLoop()
      progress.withLock { $0.driver.begin(at: EventLoop.now) { _ in } }
      let port = try EvdevPort(path: arguments[1], loop: loop) { event in
        if progress.withLock({ take(event, most, &$0) }) { over.signal() }
      }
      _ = over.wait(timeout: .now() + .seconds(seconds))
      port.close()
      let counts = progress.withLock(\.driver.counts)
      show("{\"repeats\":\(counts.repeats),\"losses\":\(counts.receiveFailures)}")
      exit(progress.withLock(\.edges) >= most ? 0 : 3)
    } catch { stop("\(error.code.rawValue): \(error.description)", 2) }
  }

  /// Prints what an event tells; true when it was the last one wanted.
  private static func take(_ event: PortEvent, _ most: Int, _ progress: inout Progress) -> Bool {
    switch event {
    case .bytes(let bytes, let instant):
      var actions: [DriverAction] = []
      progress.driver.receive(bytes, at: instant) { actions.append($0) }
      for action in actions {
        switch action {
        case .edge(let edge):
          progress.edges += 1
          show(
            "{\"at_us\":\(edge.at.microseconds),\"contact\":\(edge.contact),"
              + "\"press\":\(edge.isPress),\"read_us\":\(instant.microseconds)}")
        case .report(let report): show("{\"report\":\"\(report)\"}")
        default: break
        }
      }
    case .broken(let fault, _):
      show("{\"broken\":\"\(fault.code.rawValue)\"}")
      return true
    }
    return progress.edges >= most
  }

  private static func show(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
  }

  private static func stop(_ line: String, _ code: Int32) -> Never {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
    exit(code)
  }
}
