import ControlSocket
import Glibc
import Readings
import SessionCapture
import WalkProtocol
import WalkScreen

/// The view line by line, for a terminal that cannot be drawn on and for no terminal at all: a line
/// for each event and every half minute of the walk; what is typed is what the foreground run takes.
struct LineView {
  private static let longestSilence = Microseconds.seconds(30)

  private let link: ControlLink
  private var staff = StaffInput()
  private var lines = EventLines(json: false)
  private var status: WalkStatus?
  private var isUp = false
  private var hasSeenWalk = false
  private var asked = ""
  private var printed = MachineClocks.now
  private var isLeft = false

  init(_ link: ControlLink) { self.link = link }

  /// How long Ctrl-C may have to wait.
  private static let patience: Int32 = 250

  /// Shows the walk until it is over, the input says `q`, or a signal comes; none of these ends it.
  ///
  /// - Returns: the phase at last; nil when the daemon was not there.
  mutating func show(until breakOff: BreakOff) -> WalkPhase? {
    while !isLeft, !Console.isCutOff, breakOff.take() == BreakOff.Wish() {
      var wanted = [STDIN_FILENO, link.wake].map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      if staff.isAtEnd { wanted[0].fd = -1 }
      poll(&wanted, 2, Self.patience)
      for line in staff.lines() where !line.isEmpty { hear(line) }
      for word in link.take() { hear(word) }
      tellTime()
    }
    for word in link.finish() { hear(word) }
    return isUp ? status?.phase : nil
  }

  private mutating func tellTime() {
    guard let status, status.phase == .walking, isUp,
      MachineClocks.now - printed >= Self.longestSilence
    else { return }
    printed = MachineClocks.now
    Console.say("  \(status.headline)")
  }

  // MARK: The daemon

  private mutating func hear(_ word: ControlLink.Word) {
    switch word {
    case .connected(let daemon):
      isUp = true
      Console.say("connected to walktestd \(daemon.plain)")
    case .lost(let fault):
      if isUp { Console.say("NO WORD FROM THE DAEMON: \(fault.description.plain)") }
      isUp = false
    case .devices(let devices): for line in devices { lines.tell(.device(line)) }
    case .granted: break
    case .refused(let label, let fault):
      Console.say("not done: \(label): \(fault.description.plain)")
    case .status(let status): hear(.state(status))
    case .event(let event): hear(event)
    }
  }

  private mutating func hear(_ event: ControlEvent) {
    lines.tell(event)
    guard case .state(let new) = event else { return }
    status = new
    askWhatIsOpen(new)
    switch new.phase {
    case .preparing, .armed, .walking, .ended: hasSeenWalk = true
    case .idle, .closed, .abandoned, .interrupted: isLeft = hasSeenWalk
    }
  }

  private mutating func askWhatIsOpen(_ status: WalkStatus) {
    var question = ""
    if status.isReasonMissing {
      question =
        "? Why did the walk end? Type reason and one of: "
        + EndReason.allCases.map(\.rawValue).joined(separator: ", ")
    } else if let first = status.requiredQuestions.first {
      question = "? \(first.text) (\(first.answer.words))"
    } else if status.phase == .preparing, status.missing.isEmpty {
      question = "Nothing is missing: type arm."
    } else if status.phase == .ended {
      question = "Nothing is missing: type close to seal the record."
    }
    if question != asked, !question.isEmpty { Console.say(question.plain) }
    asked = question
  }

  // MARK: Staff

  private mutating func hear(_ line: String) {
    if line == "q" || line == "quit" {
      isLeft = true
      return
    }
    if line == "arm" { return link.ask(.arm, label: "arm") }
    switch StaffLine(line, ends: EndReason.allCases) {
    case .event(let event):
      guard let request = ControlRequest(event) else { return }
      link.ask(request, label: request.kind.rawValue)
    case .help: Console.say(StaffLine.words + "\n      arm      q  leave; the walk goes on")
    case .unknown(let sentence): Console.say(sentence)
    case .answer(let word): answer(word)
    }
  }

  private func answer(_ word: String) {
    guard let question = status?.requiredQuestions.first else {
      return Console.say("That means nothing here; type help.")
    }
    guard let answer = question.answer.answer(saying: word) else {
      return Console.say("Answer \(question.answer.words).")
    }
    link.ask(.answer(question: question.id, answer), label: "answer \(question.id)")
  }
}

extension ControlRequest {
  /// The request that says `event` to the walk; nil for what only the daemon itself says.
  init?(_ event: WalkEvent) {
    switch event {
    case .start: self = .start
    case .mark(let mark): self = .mark(mark)
    case .undoMark(let mark, let reason): self = .undoMark(mark, reason: reason)
    case .restBegin: self = .restBegin
    case .restEnd: self = .restEnd
    case .emergencyStop: self = .emergencyStop
    case .end(let reason): self = .end(reason)
    case .giveEndReason(let reason): self = .giveEndReason(reason)
    case .recovered: self = .recovered
    case .close: self = .close
    case .abandon(let reason): self = .abandon(reason: reason)
    default: return nil
    }
  }
}
