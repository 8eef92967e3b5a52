import DeviceSimulator
import Readings
import Testing

struct VirtualPatientTests {
  private static let cap = Microseconds.seconds(900)
  private static let deen = WalkingPace.treadmill(MillimetresPerSecond(536))

  private static func patients(
    _ count: UInt64, pace: WalkingPace = deen, allowsRests: Bool = false,
    symptoms: SymptomCourse = .beforeTreatment
  ) -> [VirtualPatient] {
    (0..<count).map {
      VirtualPatient(
        seed: $0, pace: pace, cap: cap, allowsRests: allowsRests, symptoms: symptoms)
    }
  }

  private static func times(
    of kind: PatientAct.Kind, in patients: [VirtualPatient]
  ) -> [Int64] {
    patients.map { $0.script.first { $0.kind == kind }?.at.count ?? cap.count }.sorted()
  }

  @Test("400 patients before treatment, have the medians and means of Deen's patients")
  func symptomTimesBeforeTreatment() {
    let patients = Self.patients(400)
    let first = Self.times(of: .firstSymptoms, in: patients)
    let severe = Self.times(of: .severeSymptoms, in: patients)
    // Medians: TFS 0.58 to 1.31 min published (this course aims at 1.31), TSS/TAT 3.42 to 5.22.
    #expect((60_000_000...115_000_000).contains(first[200]))
    #expect((205_000_000...330_000_000).contains(severe[200]))
    // Means with the cap counted as 15 min: TFS 1.82 to 2.68, TSS/TAT 5.47 to 6.91 min.
    #expect((110_000_000...200_000_000).contains(first.reduce(0, +) / 400))
    #expect((328_000_000...430_000_000).contains(severe.reduce(0, +) / 400))
  }

  @Test("400 patients after treatment, walk to the cap without symptoms in two of three cases")
  func symptomFreeAfterTreatment() {
    let free = Self.patients(400, symptoms: .afterTreatment).count { patient in
      !patient.script.contains { $0.kind == .firstSymptoms }
    }
    #expect((230...290).contains(free))
  }

  @Test("a symptom-free patient, only stops, shortly after the cap")
  func symptomFree() {
    for patient in Self.patients(20, symptoms: .symptomFree) {
      #expect(patient.script.map(\.kind) == [.stopsWalking])
      let late = patient.script[0].at - Self.cap
      #expect(late >= .milliseconds(250) && late <= .milliseconds(800))
    }
  }

  @Test("any script, is in order, ends once and has reactions of 20 to 350 ms")
  func scriptsAreOrdered() {
    for patient in Self.patients(300, pace: .selfPaced, allowsRests: true) {
      let script = patient.script
      for (act, next) in zip(script, script.dropFirst()) {
        #expect(act.at <= next.at)
        #expect(act.noticedAt < next.noticedAt)
      }
      for act in script {
        let reaction = act.noticedAt - act.at
        #expect(reaction >= .milliseconds(20) && reaction <= .milliseconds(351))
        #expect(act.kind == .stopsWalking || act.kind == .recovered || act.at < Self.cap)
      }
      #expect(script.count { $0.kind == .stopsWalking } == 1)
      #expect(
        script.contains { $0.kind == .recovered } == script.contains { $0.kind == .firstSymptoms })
    }
  }

  @Test("operators, react after 0.11 s on average")
  func operatorReaction() {
    let reactions = Self.patients(400).flatMap(\.script).map { ($0.noticedAt - $0.at).count }
    let mean = reactions.reduce(0, +) / Int64(reactions.count)
    #expect((104_000...122_000).contains(mean))
  }

  @Test("rests where allowed, stand still; where not allowed, there are none")
  func rests() throws {
    let resting = Self.patients(200, pace: .selfPaced, allowsRests: true)
    let rested = resting.filter { $0.script.contains { $0.kind == .restBegin } }
    #expect(rested.count > 40)
    for patient in rested {
      let begin = try #require(patient.script.first { $0.kind == .restBegin }).at
      let end = try #require(patient.script.first { $0.kind == .restEnd }).at
      let standing = begin + .seconds(3) - patient.firstStep
      let waking = end - patient.firstStep
      #expect(patient.speed(at: standing).count == 0)
      #expect(patient.position(at: standing) == patient.position(at: waking))
      #expect(patient.position(at: waking + .seconds(3)) > patient.position(at: waking))
    }
    let restless = Self.patients(200, pace: .selfPaced).flatMap(\.script)
    #expect(!restless.contains { $0.kind == .restBegin || $0.kind == .restEnd })
  }

  @Test("a belt of 536 mm/s, carries the patient within 1 % of its distance in 10 minutes")
  func beltDistance() {
    for patient in Self.patients(20, symptoms: .symptomFree) {
      let walked = patient.position(at: .seconds(602)) - patient.position(at: .seconds(2))
      #expect((318_000_000...325_000_000).contains(walked.count))
    }
  }

  @Test("self-paced patients, walk slower before severe symptoms than before the first")
  func selfPacedSlows() throws {
    var early: Int64 = 0
    var late: Int64 = 0
    for patient in Self.patients(200, pace: .selfPaced) {
      guard let first = patient.script.first(where: { $0.kind == .firstSymptoms })?.at,
        let severe = patient.script.first(where: { $0.kind == .severeSymptoms })?.at,
        first > .seconds(10)
      else { continue }
      early += patient.speed(at: first - .seconds(2)).count
      late += patient.speed(at: severe - .seconds(2)).count
    }
    #expect(early > 0)
    #expect((65...80).contains(late * 100 / early))
  }

  @Test("1.2 m/s, makes about 48 strides a minute; 0.536 m/s about 32")
  func cadenceFollowsSpeed() {
    for (speed, expected) in [(1_200, 43...53), (536, 29...36)] as [(Int64, ClosedRange<Int64>)] {
      let pace = WalkingPace.treadmill(MillimetresPerSecond(speed))
      for patient in Self.patients(20, pace: pace, symptoms: .symptomFree) {
        let strides = patient.strides(at: .seconds(70)) - patient.strides(at: .seconds(10))
        #expect(expected.contains(strides))
      }
    }
  }

  @Test("from microsecond to microsecond, distance and strides never fall")
  func courseIsMonotone() {
    let patient = VirtualPatient(
      seed: 7, pace: .selfPaced, cap: Self.cap, allowsRests: true, symptoms: .beforeTreatment)
    var position = Micrometres.zero
    var strides: Int64 = 0
    // All microseconds around the changes of the first seconds, then steps of an odd length.
    for elapsed in (0..<200_000).map({ $0 + 1_900_000 })
      + stride(from: 2_100_000, to: 930_000_000, by: 9_973)
    {
      let next = patient.position(at: Microseconds(Int64(elapsed)))
      let taken = patient.strides(at: Microseconds(Int64(elapsed)))
      if next < position || taken < strides {
        Issue.record("falls at \(elapsed) µs")
        return
      }
      position = next
      strides = taken
    }
    #expect(position > .zero && strides > 0)
  }

  @Test("before the first step and long after the last, the patient stands")
  func standsOutsideTheWalk() {
    for patient in Self.patients(10) {
      #expect(patient.position(at: Microseconds(-1)) == .zero)
      #expect(patient.speed(at: Microseconds(.min)).count == 0)
      #expect(patient.speed(at: .seconds(2_000)).count == 0)
      #expect(patient.position(at: .seconds(2_000)) == patient.position(at: Microseconds(.max)))
    }
  }

  @Test("the same seed, gives the same patient; another seed another one")
  func seedDecides() {
    let once = Self.patients(5, pace: .selfPaced, allowsRests: true)
    let again = Self.patients(5, pace: .selfPaced, allowsRests: true)
    #expect(once.map(\.script) == again.map(\.script))
    #expect(
      once.map { $0.position(at: .seconds(33)) } == again.map { $0.position(at: .seconds(33)) })
    #expect(Set(once.map(\.script)).count == 5)
  }

  @Test("absurd parameters, give a patient and no trap")
  func absurdParameters() {
    for pace in [.treadmill(MillimetresPerSecond(.max)), .treadmill(MillimetresPerSecond(-5))]
      as [WalkingPace]
    {
      for cap in [Microseconds(.min), Microseconds(-1), .zero, Microseconds(1)] {
        let patient = VirtualPatient(seed: .max, pace: pace, cap: cap, allowsRests: true)
        #expect(patient.script.contains { $0.kind == .stopsWalking })
      }
    }
  }
}
