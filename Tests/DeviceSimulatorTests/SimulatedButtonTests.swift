import DeviceSimulator
import Readings
import Testing

struct SimulatedButtonTests {
  private static let start = MonotonicInstant(microseconds: 1_000_003)

  @Test("a press, is one closing and one opening on multiples of the poll, held as a finger holds")
  func plainPress() {
    var button = SimulatedButton(seed: 1)
    for number in 0..<100 {
      let asked = Self.start + .seconds(Int64(number))
      let edges = button.press(at: asked)
      #expect(edges.map(\.isPress) == [true, false])
      #expect(edges.allSatisfy { $0.at.microseconds % 8_000 == 0 })
      let late = edges[0].at - asked
      #expect(late >= .zero && late < .milliseconds(8))
      let held = edges[1].at - edges[0].at
      #expect(held >= .milliseconds(56) && held <= .milliseconds(120))
    }
  }

  @Test("a bouncing press, alternates, begins with the closing and ends open")
  func bounce() {
    var habits = ButtonHabits.foot
    habits.bouncePerMille = 1_000
    var button = SimulatedButton(seed: 2, habits: habits)
    for number in 0..<100 {
      let edges = button.press(at: Self.start + .seconds(Int64(number)))
      #expect(edges.count >= 6 && edges.count.isMultiple(of: 2))
      for (index, edge) in edges.enumerated() {
        #expect(edge.isPress == index.isMultiple(of: 2))
        if index > 0 { #expect(edge.at > edges[index - 1].at) }
      }
    }
  }

  @Test("a double press, comes 150 to 400 ms after the first was let go")
  func doublePress() {
    var habits = ButtonHabits.finger
    habits.doublePressPerMille = 1_000
    var button = SimulatedButton(seed: 3, habits: habits)
    let edges = button.press(at: Self.start)
    #expect(edges.map(\.isPress) == [true, false, true, false])
    let pause = edges[2].at - edges[1].at
    #expect(pause >= .milliseconds(150) && pause <= .milliseconds(408))
  }

  @Test("a hold of two seconds, opens two seconds later")
  func longHold() {
    var habits = ButtonHabits.finger
    habits.pollInterval = .zero
    var button = SimulatedButton(seed: 4, habits: habits)
    let edges = button.hold(at: Self.start, for: .seconds(2))
    #expect(edges.map(\.at) == [Self.start, Self.start + .seconds(2)])
  }

  @Test("a patient's script, becomes START and one press per symptom")
  func scriptBecomesPresses() {
    for seed in 0..<50 as Range<UInt64> {
      let patient = VirtualPatient(
        seed: seed, pace: .selfPaced, cap: .seconds(900), allowsRests: true)
      var button = SimulatedButton(seed: seed)
      let presses = button.edges(for: patient.script, start: Self.start).filter(\.isPress)
      let symptoms = patient.script.filter {
        $0.kind == .firstSymptoms || $0.kind == .severeSymptoms
      }
      #expect(presses.count == symptoms.count + 1)
      for (press, act) in zip(presses.dropFirst(), symptoms) {
        let late = press.at - (Self.start + act.noticedAt)
        #expect(late >= .zero && late <= .milliseconds(8))
      }
    }
  }
}
