import EmulatedBus
import Foundation
import StrictJSON
import Testing

/// The commands against the real control server with a real engine behind it.
@Suite("walktest against walktestd") struct ControlCommandTests {
  private static let away = ["--socket", "/tmp/walktest-nobody/control.sock"]

  @Test(
    "no daemon, one sentence with what to do and 69",
    arguments: [
      ["status"], ["start"], ["run"], ["sessions", "follow"], ["journal", "show"],
      ["arm", "S-001", "V1", "--operator", "n-1"], ["answer"],
    ])
  func notRunning(command: [String]) async throws {
    let answer = try await Walktest.run(command + Self.away)
    #expect(answer.status == 69)
    #expect(
      try answer.sentence
        == "walktest: walktestd is not running; start it with systemctl start walktestd.")
    #expect(answer.output.isEmpty)
  }

  @Test("an account without a role, 77 and the command that gives it one")
  func noRole() async throws {
    let daemon = try await ProbeDaemon(["none"])
    let answer = try await daemon.run("status")
    #expect(answer.status == 77)
    #expect(try answer.sentence.contains("usermod -aG walktest-staff"))
  }

  @Test("a whole walk by commands, each line what is true then")
  func walk() async throws {
    let daemon = try await ProbeDaemon()
    #expect(try await daemon.run("status").lines.first == "ready: no walk is open")
    try await daemon.arm()
    #expect(try await daemon.line("start").wholeMatch(of: /walking since \d\d:\d\d\.\d/) != nil)
    let first = try await daemon.line("mark", "first", "--by", "nurse-2")
    let mark = try #require(
      first.wholeMatch(of: /TFS (\d\d:\d\d\.\d{3}) \(first symptoms\)/), "\(first)")
    let status = try await daemon.run("status")
    #expect(status.status == 0)
    #expect(status.lines.contains("mark       \(first)"), "\(status)")
    #expect(
      try await daemon.line("undo", "first", "wrong-symptom").wholeMatch(
        of: /TFS is taken back \(wrong-symptom\); walking since \d\d:\d\d\.\d/) != nil)
    let ended = try await daemon.line("stop", "fatigue")
    let end = try #require(
      ended.prefixMatch(of: /ended at (\d\d:\d\d\.\d{3}) \(FATIGUE\)/), "\(ended)")
    #expect(mark.1 < end.1)
    #expect(try await daemon.run("status").status == 1)
    let refused = try await daemon.run("close")
    #expect(refused.status == 75)
    #expect(try refused.sentence.contains("Answer the questions named first. Open: "))
    for question in try await Self.questions(daemon) {
      _ = try await daemon.line("answer", question.id, question.value)
    }
    #expect(try await daemon.line("close") == "closed: nothing can change any more")
    #expect(try await daemon.run("status").status == 0)
  }

  /// The required questions that are open, each with an answer that it allows.
  private static func questions(
    _ daemon: ProbeDaemon
  ) async throws -> [(id: String, value: String)] {
    let status = try await daemon.run("status", "--json").json["status"]
    return (status?["questions"]?.array ?? []).filter { $0["required"] == true }.map { question in
      let value =
        switch question["answer"]?.string {
        case "yes-no": "no"
        case "integer": "\(question["least"]?.integer ?? 0)"
        default: question["codes"]?.array?.first?.string ?? ""
        }
      return (question["id"]?.string ?? "", value)
    }
  }

  @Test("the same with --json, one value each; the journal and who did it")
  func json() async throws {
    let daemon = try await ProbeDaemon()
    try await daemon.arm()
    let started = try await daemon.run("start", "--json", "--by", "nurse-9").json
    #expect(started["status"]?["phase"] == "walking")
    let stopped = try await daemon.run("estop", "--json").json
    #expect(stopped["status"]?["end_reason"] == "ESTOP")
    let journal = try await daemon.run("journal", "show", "--json")
    let events = try journal.lines.map { try StrictJSON.parse(Array($0.utf8)) }
    let start = events.first { $0["command"] == "start" }
    #expect(start?["by"] == "nurse-9")
    let sequence = try #require(start?["seq"]?.integer)
    let later = try await daemon.run("journal", "show", "--after", "\(sequence)", "--json")
    #expect(later.lines == journal.lines.suffix(later.lines.count))
    #expect(later.lines.count == events.count { $0["seq"]?.integer ?? 0 > sequence })
    let words = try await daemon.run("journal", "show")
    #expect(words.lines.count == events.count)
    #expect(words.text.contains("00:00.000  START"))
  }

  @Test("arming without what is needed, 75, what is missing and the session kept")
  func missing() async throws {
    let daemon = try await ProbeDaemon()
    let unanswered = try await daemon.run("arm", "S-001", "V1", "--operator", "nurse-1")
    #expect(unanswered.status == 75)
    #expect(try unanswered.sentence.contains("To be answered first: contraindications-checked"))
    for (question, value) in [
      ("contraindications-checked", "yes"), ("practice-walk", "no"),
      ("handrail-rule-read", "yes"), ("walking-aid", "none"), ("pain-back-nrs-before", "2"),
      ("pain-leg-nrs-before", "3"),
    ] {
      _ = try await daemon.line("answer", question, value)
    }
    let waited = try await daemon.run("arm", "--patience", "0")
    #expect(waited.status == 75)
    #expect(waited.complaint.contains("Still missing: channel-speed, channel-distance."))
    let waived = try await daemon.run(
      "arm", "--patience", "0", "--without-sensors", "no-treadmill-today")
    #expect(waived.status == 0)
    #expect(waived.lines.last?.hasPrefix("armed: S-001") ?? false)
    #expect(
      try await daemon.line("abandon", "patient-unwell")
        == "abandoned before START (patient-unwell)")
  }

  @Test("questions asked at the keyboard, wrong answers asked again")
  func interactive() async throws {
    let daemon = try await ProbeDaemon()
    _ = try await daemon.line("prepare", "S-001", "V1", "--operator", "nurse-1")
    let answered = try await Program.bash(
      #"printf '%s\n' maybe yes no y none 11 2 3 '' '' '' | "$walktest" answer --socket "$1""#,
      daemon.socket)
    #expect(answered.status == 0, "\(answered)")
    #expect(answered.lines == ["answered; 3 open"])
    #expect(answered.complaint.components(separatedBy: "\n").count == 12)
  }

  @Test(
    "called wrongly, 64 before the daemon is asked",
    arguments: [
      ["mark", "third"], ["undo", "first", "became-hold"], ["stop", "TIRED"], ["rest", "now"],
      ["waive", "clock", "x"], ["stage", "0"], ["answer", "pain"], ["arm", "S-001"],
      ["prepare", "no/code", "V1", "--operator", "n"], ["start", "--by", "Jane Doe"],
      ["run", "--subject", "S-001"], ["run", "--foreground", "--visit", "V1"],
      ["arm", "--patience", "-1"],
    ])
  func usage(command: [String]) async throws {
    let answer = try await Walktest.run(command)
    #expect(answer.status == 64, "\(answer)")
    #expect(answer.output.isEmpty)
  }

  @Test("what happens, followed line by line, and on when the daemon was replaced")
  func follow() async throws {
    var daemon = try await ProbeDaemon()
    let follower = Process()
    follower.executableURL = URL(filePath: Walktest.program)
    follower.arguments = ["sessions", "follow", "--socket", daemon.socket]
    let pipe = Pipe()
    follower.standardOutput = pipe
    follower.standardError = FileHandle.nullDevice
    try follower.run()
    defer { follower.terminate() }
    let output = ProgramOutput(reading: pipe.fileHandleForReading)
    try await output.next("ready: no walk is open")
    try await daemon.arm()
    try await output.next("armed: S-001")
    _ = try await daemon.line("start")
    try await output.next("00:00.000  START")
    _ = try await daemon.line("mark", "first")
    try await output.next("mark: first-symptoms")
    daemon = try await daemon.replaced()
    try await output.next("ready: no walk is open")
    try await daemon.arm()
    try await output.next("armed: S-001")
  }

  @Test(
    "a daemon that talks nonsense, one sentence and no crash",
    arguments: ["long", "garbage", "half", "other-result", "close"])
  func hostile(kind: String) async throws {
    let daemon = try await ProbeDaemon([kind], mode: "hostile")
    for command in ["status", "start"] {
      let answer = try await daemon.run(command)
      #expect([69, 76].contains(answer.status) || (command == "start" && answer.status == 76))
      _ = try answer.sentence
    }
  }

  @Test("numbers that no clock has, a status all the same")
  func hugeNumbers() async throws {
    let daemon = try await ProbeDaemon(["huge-numbers"], mode: "hostile")
    let answer = try await daemon.run("status")
    #expect(answer.status == 0)
    #expect(answer.text.contains("walking since"))
  }
}
