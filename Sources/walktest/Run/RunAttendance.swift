import CLinuxIO
import Readings
import SessionCapture
import SessionHost
import SessionRecord
import WalkProtocol
import WalkScreen

/// Attends a session: turn by turn it takes in what devices and staff did, lets the walk go on and
/// shows it, until the session has come to its end.
struct RunAttendance {
  /// How soon a second Ctrl-C must follow the first to break a walk off.
  private static let secondPress = Microseconds.seconds(5)

  /// The walk.
  private(set) var hosted: HostedWalk
  private let plan: RunPlan
  private let quiet: Bool
  private let desk: StaffDesk
  private var staff = StaffInput()
  private var ticker = WalkTicker()
  private var asked: StaffDesk.Step = .nothing
  private var firstPress: MonotonicInstant?
  private var isWalkStale = false

  init(_ plan: RunPlan, _ hosted: HostedWalk, quiet: Bool, at now: MonotonicInstant) {
    self.plan = plan
    self.quiet = quiet
    self.hosted = hosted
    desk = StaffDesk(plan.standing, at: now)
  }

  /// Runs until the walk is closed, given up or broken off.
  mutating func attend(_ devices: DeviceFeed, _ breakOff: BreakOff) {
    if !quiet {
      let definition = plan.walk.definition
      Console.say("\(definition.title) (\(definition.id))")
      Console.say("subject \(plan.walk.opening.subject), visit \(plan.walk.opening.visit)\n")
    }
    var wake = MachineClocks.now
    while !hosted.isOver {
      linuxio_sleep_until_us(wake.microseconds)
      let now = MachineClocks.now
      for input in devices.take() { hosted.offer(input.input, at: input.at) }
      for notice in devices.takeNotices() where !quiet {
        Console.redraw("")
        Console.say(notice)
      }
      hearSignals(breakOff.take(), at: now)
      hearStaff(at: now)
      let turn = hosted.turn(to: now, hasButton: devices.hasButton, hasRoom: true)
      if let fault = turn.journalFault {
        // Once and loudly; the walk goes on in memory.
        Console.complain("walktest: THE JOURNAL CANNOT BE WRITTEN: \(fault) The times go on.")
      }
      if !quiet { ticker.show(turn.actions, hosted.walk.session.engine, at: now) }
      wake = turn.nextTurn
      step(at: now)
    }
  }

  /// Seals the session, which is over.
  mutating func seal(at now: MonotonicInstant) throws -> SealedPackage { try hosted.seal(at: now) }

  // MARK: Staff

  private mutating func say(_ event: WalkEvent, byHost: Bool = false, at now: MonotonicInstant) {
    hosted.offer(.command(event, by: byHost ? "host" : plan.walk.opening.operatorCode), at: now)
    // What was just said is heard a moment later; until then nothing new is asked or said.
    isWalkStale = true
  }

  private mutating func hearStaff(at now: MonotonicInstant) {
    for line in staff.lines() where !line.isEmpty {
      switch StaffLine(line, ends: plan.walk.definition.endReasons) {
      case .event(let event):
        say(event, at: now)
      case .help: Console.say(StaffLine.words)
      case .unknown(let sentence): Console.say(sentence)
      case .answer(let word): hear(answer: word, at: now)
      }
    }
  }

  private mutating func hear(answer word: String, at now: MonotonicInstant) {
    switch asked {
    case .ask(let question):
      guard let answer = question.answer.answer(saying: word) else {
        Console.say("\(question.text) Answer \(question.answer.words).")
        return
      }
      say(.answer(question: question.id, answer), at: now)
    case .askEndReason:
      let reasons = plan.walk.definition.endReasons
      guard let reason = reasons.first(where: { $0.rawValue == word.uppercased() })
      else { return askEndReason() }
      say(.giveEndReason(reason), at: now)
    default: Console.say("That means nothing here. What can be typed:\n" + StaffLine.words)
    }
  }

  private mutating func step(at now: MonotonicInstant) {
    // The step before must have been heard before the next one is looked for.
    if isWalkStale {
      isWalkStale = !hosted.walk.isCaughtUp
      return
    }
    let step = desk.next(hosted.status(at: now))
    if case .say(let events) = step {
      for event in events { say(event, at: now) }
      return
    }
    if step == .mayClose, plan.standing.closesByItself, isRecorded(at: now) {
      return say(.close, at: now)
    }
    guard step != asked else { return }
    asked = step
    if !quiet { show(step) }
  }

  /// Whether the rows after END are complete.
  private func isRecorded(at now: MonotonicInstant) -> Bool {
    hosted.machine.timeline.end.map { now - $0.at > LiveWalk.samplesAfterEnd } ?? true
  }

  private func show(_ step: StaffDesk.Step) {
    switch step {
    case .ask(let question):
      Console.redraw("")
      Console.say("? \(question.text) (\(question.answer.words))")
    case .askEndReason: askEndReason()
    case .wait(let gates):
      Console.say("waiting for: " + gates.map(\.rawValue).joined(separator: ", "))
    case .mayClose where plan.standing.closesByItself: break
    case .mayClose: Console.say("Nothing is missing: type `close` to seal the record.")
    case .say, .nothing: break
    }
  }

  private func askEndReason() {
    Console.redraw("")
    Console.say(
      "? Why did the walk end? ("
        + plan.walk.definition.endReasons.map(\.rawValue).joined(separator: ", ") + ")")
  }

  // MARK: Signals

  private mutating func hearSignals(_ wish: BreakOff.Wish, at now: MonotonicInstant) {
    guard wish != BreakOff.Wish() else { return }
    switch hosted.machine.phase {
    case .idle, .preparing, .armed: say(.abandon(reason: "given-up-by-staff"), at: now)
    case .walking, .ended:
      let isSecond = firstPress.map { now - $0 <= Self.secondPress } ?? false
      if wish.isTermination || wish.interrupts > 1 || isSecond {
        say(.interrupt, byHost: true, at: now)
      } else {
        firstPress = now
        Console.redraw("")
        Console.say(
          "The session is not sealed. Ctrl-C again breaks it off and seals it as interrupted.")
      }
    case .closed, .abandoned, .interrupted: break
    }
  }
}
