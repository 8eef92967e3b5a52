import ControlSocket
import Readings
import Testing
import WalkProtocol
import WalkScreen

@Suite struct KeyTests {
  @Test("single keys in a walk, what each says")
  func walking() {
    for (key, request) in [
      ("f", ControlRequest.mark(.firstSymptoms)), ("v", .mark(.severeSymptoms)),
      (" ", .mark(.firstSymptoms)),
    ] {
      var screen = ScreenSamples.screen(ScreenSamples.status(.walking))
      let steps = screen.press(Character(key), atMilliseconds: 165_100)
      guard case .ask(request, _) = steps.first else {
        Issue.record("\(key): \(steps)")
        continue
      }
    }
    var screen = ScreenSamples.screen(ScreenSamples.status(.walking))
    for key in "sgacoz1y\u{7F}" {
      #expect(screen.press(key, atMilliseconds: 165_100).isEmpty, "\(key)")
    }
  }

  @Test("a space bar that is held down, START and no mark")
  func heldDown() {
    var screen = ScreenSamples.screen(ScreenSamples.status(.armed))
    #expect(
      screen.press(" ", atMilliseconds: 165_000) == [.ask(.start, label: "START")])
    screen.hear(ScreenSamples.status(.walking), at: ScreenSamples.at(165))
    for now in stride(from: 165_660, to: 166_900, by: 33) {
      #expect(screen.press(" ", atMilliseconds: Int64(now)).isEmpty)
    }
    screen.hear(ScreenSamples.values(at: 170), at: ScreenSamples.at(170))
    #expect(screen.press(" ", atMilliseconds: 170_000).count == 1)
  }

  @Test("END, only with its reason; Escape takes it back")
  func end() {
    var screen = ScreenSamples.screen(ScreenSamples.status(.walking))
    #expect(screen.press("e", atMilliseconds: 165_000).isEmpty)
    #expect(screen.text(24, 80).contains("End the walk. Why?"))
    #expect(screen.press(.escape, at: ScreenSamples.at(166)).isEmpty)
    #expect(screen.press("1", atMilliseconds: 166_100).isEmpty)
    #expect(screen.press("e", atMilliseconds: 166_200).isEmpty)
    #expect(
      screen.press("2", atMilliseconds: 166_300)
        == [.ask(.end(.fatigue), label: "END FATIGUE")])
  }

  @Test("close and the emergency stop, asked once more")
  func confirmed() {
    var status = ScreenSamples.status(.ended)
    status.endReason = .fatigue
    var screen = ScreenSamples.screen(status)
    #expect(screen.press(" ", atMilliseconds: 165_000).isEmpty)
    #expect(screen.press(" ", atMilliseconds: 166_000).isEmpty)
    #expect(screen.press("n", atMilliseconds: 166_100).isEmpty)
    #expect(screen.press("c", atMilliseconds: 166_200).isEmpty)
    #expect(screen.press("y", atMilliseconds: 166_300) == [.ask(.close, label: "CLOSE")])
    screen = ScreenSamples.screen(ScreenSamples.status(.walking))
    #expect(screen.press("x", atMilliseconds: 165_000).isEmpty)
    #expect(screen.press("x", atMilliseconds: 166_000).isEmpty)
    #expect(
      screen.press("y", atMilliseconds: 166_100)
        == [.ask(.emergencyStop, label: "EMERGENCY STOP")])
  }

  @Test("keys in a silence of the daemon, nothing said and told so")
  func silence() {
    var screen = ScreenSamples.screen(ScreenSamples.status(.walking))
    #expect(screen.press("f", atMilliseconds: 168_000).isEmpty)
    #expect(screen.text(24, 80, at: 168).contains("FIRST SYMPTOMS is not noted"))
    #expect(screen.press("q", atMilliseconds: 169_000) == [.leave])
    #expect(screen.press(.interrupt, at: ScreenSamples.at(169)) == [.leave])
  }

  @Test("answers, by y and n, by number and typed")
  func answers() {
    var status = ScreenSamples.status(.preparing)
    status.questions = [ScreenSamples.yesNo]
    var screen = ScreenSamples.screen(status)
    let yes = screen.press("y", atMilliseconds: 165_000)
    #expect(
      yes == [
        .ask(.answer(question: "practice-walk", .yesNo(true)), label: "answer practice-walk")
      ])
    status.questions = [
      Question(id: "pain", text: "Pain", answer: .integer(0...10, unit: ""), isRequired: false)
    ]
    screen.hear(status, at: ScreenSamples.at(165))
    for key in "11" { #expect(screen.press(key, atMilliseconds: 165_100).isEmpty) }
    #expect(screen.press(.enter, at: ScreenSamples.at(165)).isEmpty)
    #expect(screen.text(24, 80).contains("11 is not allowed; 0 to 10."))
    for key in "107" { #expect(screen.press(key, atMilliseconds: 165_200).isEmpty) }
    #expect(screen.press(.backspace, at: ScreenSamples.at(165)).isEmpty)
    #expect(
      screen.press(.enter, at: ScreenSamples.at(165))
        == [.ask(.answer(question: "pain", .integer(10)), label: "answer pain")])
    screen.granted("answer pain", at: ScreenSamples.at(165))
    #expect(screen.press(.tab, at: ScreenSamples.at(165)).isEmpty)
    #expect(!screen.text(24, 80).contains("? Pain"))
  }

  @Test("a refusal, shown with what to do")
  func refusal() {
    var screen = ScreenSamples.screen(ScreenSamples.status(.walking))
    _ = screen.press("f", atMilliseconds: 165_000)
    #expect(screen.text(24, 80).contains("… FIRST SYMPTOMS"))
    screen.refused(
      "FIRST SYMPTOMS",
      ControlFault(.rejected, "This symptom is marked already.", reason: "mark-already-set"),
      at: ScreenSamples.at(165))
    let text = screen.text(24, 80)
    #expect(text.contains("! FIRST SYMPTOMS: This symptom is marked already."))
    #expect(!text.contains("… FIRST SYMPTOMS"))
  }

  @Test("bytes of a terminal: keys; arrows, function keys and pasted text nothing")
  func reader() {
    var reader = KeyReader()
    #expect(
      reader.take(Array("fv \r\u{7F}\t\u{3}\u{C}".utf8)) == [
        .character("f"), .character("v"), .character(" "), .enter, .backspace, .tab, .interrupt,
        .redraw,
      ])
    #expect(reader.take(Array("\u{1B}[A\u{1B}OP\u{1B}[15~\u{1B}[1;5Cs".utf8)) == [.character("s")])
    #expect(reader.take([0x1B]) == [.escape])
    #expect(reader.take(Array("\u{1B}[200~svve\u{3}".utf8)).isEmpty)
    #expect(reader.take(Array("more\u{1B}[201~q".utf8)) == [.character("q")])
    #expect(reader.take((0...255).map { UInt8(255 - $0) } + [UInt8](0...255)).count > 90)
  }
}
