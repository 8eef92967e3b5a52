import WalkProtocol

@testable import TrialExport

/// Plausible samples: a belt or a subject that gets going, small steps of speed, a device that
/// speaks four times a second, rests and silences as told.
struct ReportFixture {
  var record = RecordFixture()
  var walk = WalkFixture()
  var rate: Int64 = 20
  var cruise: Int64 = 536
  var wobble: Int64 = 14
  var target: Int64? = 536
  var hasSensor = true
  var verification =
    "passed: signature, chain and files agree; outcomes derived again from the raw data"

  var samples: [ReportSample] {
    var samples: [ReportSample] = []
    var distance: Int64 = 3_000_000
    var state: UInt64 = 88_172_645_463_325_252
    var held = cruise
    let period = 1_000_000 / rate
    for index in 0..<((walk.tat + 12_000_000) / period) {
      let time = index * period - 5_000_000
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      let isResting = walk.rests.contains { $0.begin <= time && time < $0.end }
      let isWalking = time >= 0 && time < walk.tat && !isResting
      if index % max(1, rate / 4) == 0 {
        let noise = Int64(state % UInt64(2 * wobble + 1)) - wobble
        held = isWalking ? min(cruise + noise, max(0, time / 5_000)) : 0
      }
      distance += held * period / 1_000
      func isSilent(_ channel: String) -> Bool {
        walk.gaps.contains {
          $0.channel == channel && $0.begin + 2_000_000 <= time && time < $0.end ?? .max
        }
      }
      samples.append(
        ReportSample(
          tUs: WalkFixture.start + time,
          speedMmS: hasSensor && !isSilent("speed") ? held : nil,
          distanceUm: hasSensor && !isSilent("distance")
            ? distance / 62_500 * 62_500 : nil))
    }
    return samples
  }

  static let questions = [
    Question(
      id: "pain-before", text: "Pain in the legs before the walk, 0 to 10?",
      answer: .integer(0...10, unit: ""), isRequired: true),
    Question(
      id: "aid", text: "Which walking aid was used?",
      answer: .choice(["none", "cane", "walker"]), isRequired: true),
    Question(
      id: "dizzy", text: "Was the subject dizzy?", answer: .yesNo, isRequired: true),
  ]

  func input() throws -> ReportInput {
    var record = record
    record.walk = walk.json
    return try input(versions: SessionVersion.all(of: [record.document]))
  }

  func input(versions: [SessionVersion]) throws -> ReportInput {
    guard let version = versions.last else { throw NoVersion() }
    return ReportInput(
      version: version, protocolTitle: "Walk at 1.2 mph, at most 15 minutes",
      capMicroseconds: walk.cap, targetSpeedMmS: target, questions: Self.questions,
      samples: samples, verification: verification, isVerified: true)
  }

  struct NoVersion: Error {}

  /// A walk to the cap free of symptoms.
  static var symptomFree: ReportFixture {
    var report = ReportFixture()
    (report.walk.tfs, report.walk.tss, report.walk.tat) = (nil, nil, 900_000_000)
    (report.walk.endReason, report.walk.endBy) = ("CAP_REACHED", "cap")
    (report.walk.distanceMm, report.walk.strides) = (481_938, 760)
    report.walk.meanSpeed = 535
    return report
  }

  /// Own pace on the floor with two rests and a pod that was out of reach again and again.
  static var manyGaps: ReportFixture {
    var report = ReportFixture()
    (report.record.mode, report.target) = ("overground-self-paced", nil)
    (report.cruise, report.wobble) = (820, 60)
    report.walk.rests = [(190_000_000, 222_500_000), (401_000_000, 455_300_000)]
    for number in 0..<9 {
      let begin = 31_000_000 + Int64(number) * 49_700_000
      let end = begin + 2_400_000 + Int64(number % 4) * 5_100_000
      let how = number == 5 ? "new-origin" : "exact"
      for channel in ["speed", "distance"] {
        report.walk.gaps.append((channel, begin, end, how))
      }
    }
    (report.walk.distanceState, report.walk.distanceReason) = ("partial", "new-origin")
    (report.walk.strides, report.walk.meanSpeed) = (nil, 610)
    report.walk.distanceMm = 294_125
    report.walk.undone = [("first-symptoms", 96_400_000, "pressed-by-mistake")]
    report.walk.waivers = [("channel-distance", "pod-calibration-overdue")]
    return report
  }

  /// A button and a timer, nothing else.
  static var noSensor: ReportFixture {
    var report = ReportFixture()
    report.hasSensor = false
    (report.walk.distanceMm, report.walk.meanSpeed, report.walk.strides) = (nil, nil, nil)
    (report.walk.distanceState, report.walk.distanceReason) = ("absent", "no-reading")
    (report.walk.recovery, report.walk.tfs) = (nil, nil)
    report.walk.waivers = [("channel-speed", "device-not-available")]
    return report
  }
}
