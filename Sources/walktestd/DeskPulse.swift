import Readings
import SessionCapture
import SessionHost
import WalkProtocol

/// Whether the desk and the sample loop go on, judged by what they have done since it was asked
/// last: the watchdog is fed with that and with nothing else.
struct DeskPulse {
  /// How long something may stand still that never should.
  static let patience = Microseconds.seconds(2)

  /// Something that moves on for as long as it works.
  private struct Progress {
    var reached: MonotonicInstant?
    var since: MonotonicInstant

    mutating func goesOn(_ reached: MonotonicInstant?, at now: MonotonicInstant) -> Bool {
      if reached != self.reached { self = Progress(reached: reached, since: now) }
      return now - since <= DeskPulse.patience
    }
  }

  private var beat: Progress?
  private var rows: Progress?

  /// True while `walk` goes on: it was attended to, and rows come where rows are wanted. Without a
  /// walk there is nothing that must move.
  mutating func goesOn(_ walk: HostedWalk?, at now: MonotonicInstant) -> Bool {
    let takesRows = [.armed, .walking].contains(walk?.machine.phase)
    let isAttended = Self.goesOn(&beat, walk.map { $0.walk.heardUpTo }, walk != nil, at: now)
    let isSampled = Self.goesOn(&rows, walk?.walk.session.engine.lastTick, takesRows, at: now)
    return isAttended && isSampled
  }

  private static func goesOn(
    _ progress: inout Progress?, _ reached: MonotonicInstant?, _ isWanted: Bool,
    at now: MonotonicInstant
  ) -> Bool {
    guard isWanted else {
      progress = nil
      return true
    }
    var next = progress ?? Progress(reached: reached, since: now)
    defer { progress = next }
    return next.goesOn(reached, at: now)
  }
}

extension SessionDesk {
  /// Whether what has to move moves; asked by whoever feeds the watchdog.
  func goesOn() -> Bool { pulse.goesOn(hosted, at: MachineClocks.now) }
}
