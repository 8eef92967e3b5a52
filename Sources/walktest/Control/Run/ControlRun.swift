import CLinuxIO
import Foundation
import Glibc
import WalkProtocol
import WalkScreen

/// `walktest run` with the daemon: a view of its walk. Leaving it ends nothing.
struct ControlRun {
  let socket: SocketOption
  let person: PersonOption

  func run() async throws {
    let link = ControlLink(path: socket.path, person: person.code)
    try link.start(socket)
    defer { link.stop() }
    let phase: WalkPhase?
    if Self.isFullScreen {
      var view = try TerminalView(link)
      phase = view.show()
    } else {
      let breakOff = await BreakOff()
      defer { breakOff.restore() }
      var view = LineView(link)
      phase = view.show(until: breakOff)
    }
    Console.say(farewell(phase))
  }

  /// A terminal that can be drawn on, both ways.
  private static var isFullScreen: Bool {
    let kind = ProcessInfo.processInfo.environment["TERM"] ?? ""
    return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
      && !["", "dumb", "unknown"].contains(kind)
  }

  private func farewell(_ phase: WalkPhase?) -> String {
    let isDefault = socket.path == SocketOption.usual
    let back = "walktest run" + (isDefault ? "" : " --socket \(socket.path)")
    return switch phase {
    case .preparing, .armed: "The session stays open in walktestd; come back with \(back)."
    case .walking: "The walk goes on in walktestd; come back with \(back)."
    case .ended: "The walk has ended and is not closed; come back with \(back)."
    case .idle, .closed, .abandoned, .interrupted: "No walk is open in walktestd."
    case .none: "walktestd did not tell whether a walk is open; ask with walktest status."
    }
  }
}
