import ControlSocket
import Readings
import SessionCapture
import StrictJSON
import Testing
import WalkProtocol
import WalkScreen

@Suite struct DrawingTests {
  private static func walking() -> WalkStatus {
    var status = ScreenSamples.status(.walking)
    status.marks = [
      MarkEntry(
        mark: .firstSymptoms, at: MonotonicInstant(microseconds: 134_512_000))
    ]
    return status
  }

  @Test("a walk on 80 x 24, everything at its place")
  func walk() {
    var screen = ScreenSamples.screen(Self.walking())
    let start = SessionEvent(
      sequence: 9, instant: ScreenSamples.at(100), kind: .phase,
      members: [("phase", "walking"), ("at_us", .integer(100_000_000))])
    screen.hear(.action(start), at: ScreenSamples.at(165))
    #expect(
      screen.text(24, 80) == """
         S-001 · visit V1 · trial 1 · deen-1.2mph-15min                operator nurse-1

           █████    █       █████  █████
           █   █   ██    █  █   █  █         WALKING
           █   █    █       █   █  █████
           █   █    █    █  █   █      █     13:55 remain of 15:00
           █████  █████     █████  █████

         TFS  00:34.512  first symptoms          speed     0.53 m/s     0.1 s
         TSS  —                                  distance  34.8 m       0.1 s
                                                 strides   —

         treadmill streaming  TMX428
         stick     lost       Plug the ANT stick in.






          00:00.000  START

          SPACE: SEVERE SYMPTOMS   or [v]
         [e] END  [u] undo  [x] emergency stop  [q] leave
        """)
  }

  @Test("armed and a sensor is lost, it is named and START is not offered; waived, it is named too")
  func armedWithoutASensor() {
    var status = ScreenSamples.status(.armed)
    #expect(ScreenSamples.screen(status).text(9, 60).contains("ARMED   everything is ready"))
    status.missing = [.channel(.speed)]
    let lost = ScreenSamples.screen(status).text(9, 60)
    #expect(lost.contains("ARMED   missing: speed"))
    #expect(!lost.contains("START"))
    status.missing = []
    status.waived = [.channel(.speed), .button]
    let waived = ScreenSamples.screen(status).text(9, 60)
    #expect(waived.contains("ARMED   without speed, button"))
    #expect(waived.contains("SPACE: START"))
  }

  @Test("a narrow low terminal, the clock, what is asked and the keys")
  func narrow() {
    var status = ScreenSamples.status(.preparing)
    status.questions = [ScreenSamples.yesNo]
    status.missing = [.channel(.speed), .button]
    #expect(
      ScreenSamples.screen(status).text(9, 32) == """
         S-001 · visit V1 · trial 1 · d…

         PREPARING   missing: speed, bu…
         TFS  —
         TSS  —
         ? Was there a practice walk?
           [y] yes   [n] no
         [m] go on without what is miss…
         [a] abandon  [q] leave
        """)
    let tiny = ScreenSamples.screen(Self.walking()).text(3, 24)
    #expect(tiny.hasPrefix(" WALKING  01:05"))
    #expect(tiny.hasSuffix("[q] leave"))
  }

  @Test(
    "any size, as many lines as there are and none wider",
    arguments: [1, 2, 3, 5, 8, 10, 18, 24, 60], [1, 2, 9, 20, 39, 59, 60, 80, 200])
  func sizes(rows: Int, columns: Int) {
    var question = ScreenSamples.status(.ended)
    question.questions = [
      Question(
        id: "q", text: String(repeating: "歩 long ", count: 400),
        answer: .choice((0..<60).map { "choice-\($0)" }), isRequired: true)
    ]
    question.endReason = .fatigue
    for status in [Self.walking(), question, ScreenSamples.status(.idle)] {
      let lines = ScreenSamples.screen(status).lines(
        ScreenSize(rows: rows, columns: columns), at: ScreenSamples.at(165))
      #expect(lines.count == rows)
      #expect(lines.allSatisfy { $0.width <= columns })
    }
  }

  @Test("a daemon that says nothing, told with the time it has been so; the clock stands still")
  func silence() {
    let screen = ScreenSamples.screen(Self.walking())
    let early = screen.text(24, 80, at: 166)
    #expect(!early.contains("NO WORD"))
    #expect(early.contains("13:54 remain"))
    let late = screen.text(24, 80, at: 177)
    #expect(late.contains(" NO WORD FROM THE DAEMON FOR 12 s  what is shown is old"))
    #expect(late.contains("13:53 remain"))
    #expect(late.contains("0.53 m/s  stale, 12 s old"))
    #expect(late.contains("Keys note nothing now; go on with a stop-watch."))
    #expect(!late.contains("SPACE"))
  }

  @Test("a daemon that went and came, told; another's walk shown")
  func restart() {
    var screen = ScreenSamples.screen(Self.walking())
    screen.lost("walktestd is not running; start it.")
    let gone = screen.text(24, 80, at: 169)
    #expect(gone.contains("NO WORD FROM THE DAEMON FOR 4 s"))
    #expect(gone.contains("walktestd is not running; start it."))
    screen.connected(daemon: "0.4.1", at: ScreenSamples.at(170))
    screen.hear(ScreenSamples.status(.idle, at: 170), at: ScreenSamples.at(170))
    let back = screen.text(24, 80, at: 170)
    #expect(back.contains("walktestd is gone"))
    #expect(back.contains("walktestd is back"))
    #expect(back.contains(" READY "))
    #expect(!back.contains("S-001"))
    #expect(!back.contains("m/s"))
  }

  @Test("a screen before the daemon has said anything, waits and says so")
  func nothing() {
    let text = WalkScreen().text(24, 80)
    #expect(text.contains("WAITING FOR THE DAEMON"))
    #expect(text.contains("NO WORD FROM THE DAEMON: connecting"))
  }

  @Test("texts that a terminal would obey, shown as blanks")
  func hostile() {
    var status = ScreenSamples.status(.preparing)
    status.questions = [
      Question(id: "q", text: "\u{1B}[2J\u{9B}1m\u{202E}x", answer: .yesNo, isRequired: true)
    ]
    var screen = ScreenSamples.screen(status)
    var device = ScreenSamples.devices[0]
    device.advice = "\u{1B}]0;title\u{07}\r\n"
    screen.hear(.device(device), at: ScreenSamples.at(165))
    let style = TerminalStyle(hasColour: true, hasUnicode: true)
    for line in screen.lines(ScreenSize(rows: 24, columns: 80), at: ScreenSamples.at(165)) {
      let bytes = style.bytes(of: line)
      let codes = String(decoding: bytes, as: UTF8.self).split(separator: "\u{1B}[").dropFirst()
      #expect(codes.allSatisfy { $0.contains("m") }, "\(codes)")
      #expect(!line.text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x9B })
    }
  }

  @Test("instants that no walk has, drawn without a crash")
  func extremes() {
    var status = ScreenSamples.status(.walking)
    let far = MonotonicInstant(microseconds: .max)
    status.now = far
    status.start = MonotonicInstant(microseconds: .min)
    status.marks = [MarkEntry(mark: .firstSymptoms, at: far)]
    var screen = ScreenSamples.screen(status)
    var row = SampleRow()
    for channel in Channel.allCases {
      row[channel] = SampleRow.Cell(value: .min, age: Microseconds(.max))
    }
    screen.hear(.values(LiveValues(now: far, row: row)), at: ScreenSamples.at(165))
    #expect(screen.text(24, 80).contains("TFS"))
  }
}
