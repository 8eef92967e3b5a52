import DeviceHost
import Foundation

/// A small host of one ANT stick, for tests that must run their subject as a process of its own:
/// commands come as lines on standard input, and what happens goes out as JSON lines.
///
///     open BUS ADDRESS OPTIONS   opens the port and runs the driver of a foot pod behind it; `mute`
///                                without a driver, `reset` by a reset, `patient` with longer waits,
///                                `close-in-sink` closes it again from the sink
///     close                      lets the driver release the stick, then closes the port
///     drop                       closes the port at once
///     report                     tells CPU time, descriptors, threads and the port's counts
///     quit                       closes everything and ends
@main
struct UsbProbe {
  static func main() async throws {
    // A test terminal that goes away must not end the process: the emulated node is a terminal.
    signal(SIGHUP, SIG_IGN)
    let (inputs, feed) = AsyncStream.makeStream(of: ProbeInput.self)
    let thread = Thread { readCommands(into: feed) }
    thread.start()
    var session = ProbeSession(context: try UsbContext(), feed: feed)
    ProbeOutput.tell("ready")
    for await input in inputs {
      guard await session.take(input) else { break }
    }
    session.end()
  }
}

/// What the probe's only task works off, in this order.
enum ProbeInput: Sendable {
  case command([String])
  case port(PortEvent, generation: Int)
  case tick
}

private func readCommands(into feed: AsyncStream<ProbeInput>.Continuation) {
  while let line = readLine() {
    feed.yield(.command(line.split(separator: " ").map(String.init)))
  }
  feed.yield(.command(["quit"]))
}
