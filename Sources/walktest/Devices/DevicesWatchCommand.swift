import ArgumentParser
import DeviceHost
import Foundation
import SessionHost
import Synchronization

/// `walktest devices watch`: live values, redrawn in place.
struct DevicesWatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Show live what the devices tell, with loss and latency.",
    discussion: """
      On a terminal the table is drawn over; elsewhere it is printed once a second, and with --json \
      as one object a line. Ends with Ctrl-C or after --seconds.

      LATENCY is the time from the stamp of a frame (its transfer's completion) to its decoding \
      here; LOST counts packets that did not arrive, where the device's own stamps tell.

      EXAMPLES
        walktest devices watch
        walktest devices watch --seconds 30 --json
      """)
  @Option(help: "How long, 1 to 86400 seconds; without it until Ctrl-C.") var seconds: Int?
  @OptionGroup var devices: DeviceOptions
  @OptionGroup var output: OutputOption

  func validate() throws {
    if let seconds, !(1...86_400).contains(seconds) {
      throw ValidationError("--seconds is 1 to 86400.")
    }
  }

  func run() async throws {
    try await answering {
      let board = Mutex(WatchBoard())
      let host = try devices.host { event in
        let now = EventLoop.now
        board.withLock { $0.hear(event, at: now) }
      }
      let breakOff = await BreakOff()
      defer { breakOff.restore() }
      try await host.start()
      let isDrawn = Console.isTerminal && !output.json
      let end = seconds.map { ContinuousClock.now + .seconds($0) }
      var drawnLines = 0
      while breakOff.take() == BreakOff.Wish(), end.map({ ContinuousClock.now < $0 }) ?? true {
        try await Task.sleep(for: isDrawn ? .milliseconds(250) : .seconds(1))
        let snapshot = await host.snapshot()
        let now = EventLoop.now
        let view = board.withLock { $0.view(snapshot, at: now) }
        if output.json {
          Console.say(view.json)
        } else if isDrawn {
          drawnLines = redraw(view.text, over: drawnLines)
        } else {
          Console.say(view.text + "\n")
        }
      }
      await host.stop()
    }
  }

  /// Draws over the `lines` drawn before; returns how many lines stand there now.
  private func redraw(_ text: String, over lines: Int) -> Int {
    let up = lines > 0 ? "\u{1B}[\(lines)A" : ""
    let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
    Console.say(raw: Array((up + "\r\u{1B}[J" + text + "\n").utf8))
    return rows.count
  }
}
