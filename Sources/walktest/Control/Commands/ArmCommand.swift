import ArgumentParser
import ControlSocket
import Glibc
import Readings
import SessionCapture
import SessionHost
import StrictJSON
import WalkProtocol
import WalkScreen

/// `walktest arm`: everything before START in one go.
struct ArmCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "arm", abstract: "Prepare a walk in walktestd and arm it.",
    discussion: """
      Opens the session, answers what the protocol asks (from --answers, else at the keyboard), \
      waits for the sensors, and arms. A sensor that is still missing after --patience is waived \
      with --without-sensors; without that the session stays prepared. Without subject and visit \
      the session that is prepared is armed.

      EXAMPLES
        walktest arm S-001 baseline --operator nurse-1
        walktest arm S-001 week-6 --operator nurse-1 --protocol 6mwt --answers visit.json
        walktest arm S-001 baseline --operator nurse-1 --patience 5 \\
          --without-sensors no-treadmill-today
        walktest arm
      """)
  @Argument(help: "The subject's code, never a name.") var subject: String?
  @Argument(help: "The visit's code.") var visit: String?
  @OptionGroup var walk: WalkOptions
  @Option(name: .customLong("operator"), help: "The code of who runs the test.")
  var operatorCode: String?
  @Option(help: "Answers given beforehand: a JSON object, question id to value.")
  var answers: String?
  @Option(
    name: .customLong("without-sensors"),
    help: ArgumentHelp("Go on without missing sensors, for this reason.", valueName: "reason"))
  var waiver: String?
  @Option(help: "How long missing sensors are waited for, in seconds.") var patience = 30
  @OptionGroup var person: PersonOption
  @OptionGroup var socket: SocketOption
  @OptionGroup var output: OutputOption

  func validate() throws {
    guard (0...3_600).contains(patience) else {
      throw ValidationError("--patience is 0 to 3600 seconds.")
    }
    _ = try choice()
  }

  /// Nil when the session that is prepared is meant.
  private func choice() throws -> WalkChoice? {
    if subject == nil { return nil }
    guard let subject, let visit, let operatorCode else {
      throw ValidationError("Subject, visit and --operator belong together.")
    }
    return try walk.choice(subject, visit, operatorCode)
  }

  func run() async throws {
    try await answering {
      let sheet = try answers.map(AnswerFile.init)
      var talk = try DaemonTalk(socket, program: "arm")
      try talk.say(.subscribe, by: nil)
      if let choice = try choice() { try talk.say(.prepare(choice), by: nil) }
      try await getReady(&talk, sheet)
      try talk.say(.arm, by: person.code)
      let status = try talk.status()
      output.json ? Console.say(["status": status.json]) : Console.say(status.headline)
    }
  }

  /// Answers, then waits until nothing is missing. What cannot be armed at all, arming tells.
  private func getReady(_ talk: inout DaemonTalk, _ sheet: AnswerFile?) async throws {
    try answer(&talk, sheet)
    let end = MachineClocks.now + .seconds(Int64(patience))
    var told: [Gate] = []
    while case let status = try talk.status(), status.phase == .preparing, !status.missing.isEmpty {
      if told != status.missing, !output.json {
        Console.say("waiting for: " + status.missing.map(\.rawValue).joined(separator: ", "))
      }
      told = status.missing
      if MachineClocks.now >= end { return try waive(status.missing, &talk) }
      let left = (end - MachineClocks.now).count / 1_000
      _ = try talk.event(withinMilliseconds: min(250, max(1, left)))
    }
  }

  private func waive(_ gates: [Gate], _ talk: inout DaemonTalk) throws {
    guard let waiver, gates.allSatisfy(\.isWaivable) else {
      throw Complaint(
        "Still missing: " + gates.map(\.rawValue).joined(separator: ", ")
          + ". The session stays prepared; put that right and run walktest arm, or go on with "
          + "--without-sensors REASON.", .notNow)
    }
    for gate in gates { try talk.say(.waive(gate, reason: waiver), by: person.code) }
  }

  private func answer(_ talk: inout DaemonTalk, _ sheet: AnswerFile?) throws {
    if let sheet {
      for question in try talk.status().questions {
        guard let answer = try sheet.answer(to: question) else { continue }
        try talk.say(.answer(question: question.id, answer), by: person.code)
      }
    }
    let open = try talk.status().requiredQuestions
    guard !open.isEmpty else { return }
    guard isatty(STDIN_FILENO) == 1, !output.json else {
      throw Complaint(
        "To be answered first: " + open.map(\.id.plain).joined(separator: ", ")
          + ". The session stays prepared; use walktest answer, then walktest arm.", .notNow)
    }
    var desk = QuestionDesk(isQuiet: false)
    try desk.askAll(&talk, by: person.code)
  }
}
