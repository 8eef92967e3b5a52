import Foundation
import Glibc
import Testing

/// `walktest run` on a pseudo-terminal, against the real control server with a real engine.
@Suite("walktest run with walktestd") struct ControlRunTests {
  @Test("a walk with single keys, seen as it goes and left; the walk goes on")
  func walk() async throws {
    let daemon = try await ProbeDaemon()
    try await daemon.arm()
    let view = try ViewRig(daemon)
    try await view.sees("SPACE: START")
    try await view.sees("S-001 · visit V1 · trial 1")
    view.type(" ")
    try await view.sees("remain of 15:00")
    try await view.sees("0.53 m/s")
    view.type("f")
    try await view.sees("TFS  00:0")
    try await view.sees("SPACE: SEVERE SYMPTOMS")
    view.type("q")
    #expect(try await view.end() == 0)
    try await view.sees("the farewell") {
      $0.usual.contains("The walk goes on in walktestd; come back with walktest run")
    }
    #expect(try await view.isGivenBack())
    #expect(view.seen.unknown.isEmpty)
    #expect(try await daemon.run("status").text.contains("walking since"))
    // Back again; a key that is pressed just before leaving counts.
    let again = try ViewRig(daemon)
    try await again.sees("TFS  00:0")
    again.type("vq")
    #expect(try await again.end() == 0)
    #expect(try await daemon.run("status").text.contains("(SEVERE_SYMPTOMS)"))
  }

  @Test(
    "each way out, the terminal given back and the walk left as it is",
    arguments: [SIGINT, SIGTERM, SIGHUP, 0])
  func exits(signal: Int32) async throws {
    let daemon = try await ProbeDaemon()
    let view = try ViewRig(daemon)
    try await view.sees("READY")
    signal == 0 ? view.type("\u{3}") : view.signal(signal)
    #expect(try await view.end() == 0)
    #expect(try await view.isGivenBack())
  }

  @Test("a crash of the view itself, the terminal given back")
  func crash() async throws {
    let daemon = try await ProbeDaemon()
    let view = try ViewRig(daemon)
    try await view.sees("READY")
    view.signal(SIGSEGV)
    #expect(try await view.end() == SIGSEGV)
    #expect(try await view.isGivenBack())
  }

  @Test("a daemon killed in mid-walk, told with the time; its follower found again")
  func vanished() async throws {
    var daemon = try await ProbeDaemon()
    try await daemon.arm()
    _ = try await daemon.line("start")
    let view = try ViewRig(daemon)
    try await view.sees("WALKING")
    daemon.vanish()
    try await view.sees("NO WORD FROM THE DAEMON FOR 2 s")
    let old = try await view.sees("NO WORD FROM THE DAEMON FOR 4 s")
    #expect(old.text.contains("walktestd is not running"))
    #expect(old.text.contains("what is shown is old"))
    #expect(!old.text.contains("SPACE"))
    view.type("f")
    daemon = try await daemon.replaced()
    try await view.sees("READY")
    try await view.sees("walktestd is back")
    try await daemon.arm()
    try await view.sees("ARMED")
    #expect(!view.seen.text.contains("TFS  00"))
    view.type("q")
    #expect(try await view.end() == 0)
  }

  @Test("a daemon that stands still, told; the view stays awake")
  func stopped() async throws {
    let daemon = try await ProbeDaemon()
    try await daemon.arm()
    _ = try await daemon.line("start")
    let view = try ViewRig(daemon)
    try await view.sees("SPACE: FIRST SYMPTOMS")
    daemon.signal(SIGSTOP)
    try await view.sees("NO WORD FROM THE DAEMON FOR 3 s")
    view.type("f")
    daemon.signal(SIGCONT)
    try await view.sees("the keys again") {
      $0.text.contains("SPACE: FIRST SYMPTOMS") && !$0.text.contains("NO WORD")
    }
    view.type("\u{3}")
    #expect(try await view.end() == 0)
    #expect(!(try await daemon.run("status").text.contains("TFS")))
  }

  @Test("a window that changes its size, drawn anew and whole")
  func resized() async throws {
    let daemon = try await ProbeDaemon()
    try await daemon.arm()
    let view = try ViewRig(daemon)
    try await view.sees("SPACE: START")
    for (rows, columns) in [(12, 40), (3, 20), (50, 150), (24, 80)] {
      view.resize(rows: rows, columns: columns)
      let seen = try await view.sees("\(rows) x \(columns)") {
        $0.rows.count == rows && $0.text.contains("ARMED") && $0.text.contains("[q] leave")
      }
      #expect(seen.rows.allSatisfy { $0.count == columns })
    }
    view.type("q")
    #expect(try await view.end() == 0)
  }

  @Test("a screen on which nothing changes, nothing written")
  func still() async throws {
    let daemon = try await ProbeDaemon()
    let view = try ViewRig(daemon)
    try await view.sees("READY")
    try await view.sees("foot switch")
    let written = view.seen.written
    // Values come ten times a second meanwhile.
    for _ in 0..<2 { _ = try await daemon.run("status") }
    #expect(view.seen.written == written)
    try await daemon.script("device stick lost Plug the ANT stick in again.")
    try await view.sees("Plug the ANT stick in again.")
    // The line of the stick and one in the log, not the screen.
    #expect(view.seen.written - written < 240)
  }

  @Test(
    "a daemon that talks nonsense, the view stays and can be left",
    arguments: ["long", "garbage", "half", "huge-numbers", "silent"])
  func hostile(kind: String) async throws {
    let daemon = try await ProbeDaemon([kind], mode: "hostile")
    let view = try ViewRig(daemon)
    try await view.sees("[q] leave")
    if kind != "huge-numbers" {
      try await view.sees("why") {
        $0.text.contains("NO WORD FROM THE DAEMON: ") && !$0.text.contains("connecting")
      }
    }
    view.type("q")
    #expect(try await view.end() == 0)
    #expect(try await view.isGivenBack())
  }

  @Test("no terminal to draw on, lines; what is typed is done", arguments: ["dumb", "pipe"])
  func lines(kind: String) async throws {
    let daemon = try await ProbeDaemon()
    try await daemon.arm()
    if kind == "dumb" {
      let view = try ViewRig(daemon, environment: ["TERM": "dumb"])
      try await view.sees("armed") { $0.usual.contains("armed: S-001") }
      view.type("s\n")
      try await view.sees("START") { $0.usual.contains("00:00.000  START") }
      // As the terminal makes it of Ctrl-C while lines are edited.
      view.signal(SIGINT)
      #expect(try await view.end() == 0)
      try await view.sees("the farewell") { $0.usual.contains("The walk goes on in walktestd") }
      #expect(!view.seen.usual.contains("\u{1B}") && view.seen.unknown.isEmpty)
      return
    }
    let run = try await Program.bash(
      #"{ sleep 1; printf '%s\n' s f 'e FATIGUE' q; } | "$walktest" run --socket "$1""#,
      daemon.socket)
    #expect(run.status == 0, "\(run)")
    #expect(run.text.contains("00:00.000  START"))
    #expect(run.text.contains("END by operator, FATIGUE"))
    #expect(run.text.contains("The walk has ended and is not closed; come back with"))
  }
}
