import Readings
import StrictJSON
import Testing

@testable import WalkProtocol

@Suite struct OutcomeSummaryTests {
  /// A walk with something in every member.
  static func full() -> WalkSummary {
    var definition = ProtocolDefinition.deen(rests: .allowed)
    definition.endReasons = [.fatigue]
    var machine = WalkMachine.ready(definition)
    _ = machine.apply(.gate(.button, .failed("not-found")), at: since(-2_000))
    _ = machine.apply(.waive(.button, reason: "screen-used"), at: since(-2_000))
    let events: [(WalkEvent, Int64)] = [
      (.arm, -1_000), (.start, 0), (.mark(.firstSymptoms), 50_000),
      (.undoMark(.firstSymptoms, reason: .pressedByMistake), 51_000),
      (.mark(.firstSymptoms), 78_600), (.deviceLost(.distance), 80_000),
      (.deviceBack(.distance, continuous: true), 81_500), (.restBegin, 90_000),
      (.restEnd, 95_000), (.mark(.firstSymptoms), 96_000), (.end(.fatigue), 200_000),
      (.answer(question: "nature", .choice("leg-pain")), 201_000),
      (.answer(question: "borg", .integer(4)), 201_000), (.recovered, 230_000),
      (.close, 231_000),
    ]
    for (event, at) in events { _ = machine.apply(event, at: since(at)) }
    var travel = TravelTrace()
    travel.append(
      at: since(-100), speed: 0, distanceUm: 0, strides: 0, distanceContinuous: true,
      stridesContinuous: true)
    travel.append(
      at: since(199_000), speed: 536, distanceUm: 107_280_000, strides: 80,
      distanceContinuous: true, stridesContinuous: true)
    return WalkSummary(
      timeline: machine.timeline, definition: definition, travel: travel,
      stridesOriginator: "ant-sdm:1234")
  }

  static let text =
    #"{"start_us":100000000,"end":{"at_us":300000000,"reason":"FATIGUE","by":"operator"},"#
    + #""outcome":{"tfs_us":78600000,"tfs_censored_us":null,"tfs_censored_reason":null,"#
    + #""tfs_capped_us":78600000,"tss_us":null,"tss_censored_us":200000000,"#
    + #""tss_censored_reason":"FATIGUE","tss_capped_us":null,"tat_us":200000000,"#
    + #""distance_mm":107280,"distance_state":"complete","distance_reason":null,"#
    + #""mean_speed_mm_s":536,"strides":80,"strides_originator":"ant-sdm:1234","steps":160,"#
    + #""steps_originator":"derived: 2 x strides","rest_count":1,"rest_total_us":5000000,"#
    + #""recovery_us":30000000},"#
    + #""marks":[{"mark":"first-symptoms","at_us":150000000,"since_start_us":50000000,"#
    + #""undone":true,"undo_reason":"pressed-by-mistake"},"#
    + #"{"mark":"first-symptoms","at_us":178600000,"since_start_us":78600000,"undone":false,"#
    + #""undo_reason":null}],"rests":[{"begin_us":190000000,"end_us":195000000}],"#
    + #""gaps":[{"channel":"distance","begin_us":180000000,"end_us":181500000,"#
    + #""resumed":"exact"}],"answers":[{"question":"handrail","value":false},"#
    + #"{"question":"nature","value":"leg-pain"},{"question":"borg","value":4}],"#
    + #""waivers":[{"gate":"button","reason":"screen-used"}],"rejected":1,"#
    + #""quality":{"samples":10000}}"#

  @Test("a full walk, the bytes are these and they read back to the same summary")
  func roundTrip() throws {
    let summary = Self.full()
    #expect(summary.json(quality: ["samples": 10_000]).compactText == Self.text)
    #expect(try WalkSummary(parsing: StrictJSON.parse(Self.text.utf8)) == summary)
  }

  @Test("a walk abandoned before START, null where nothing was and it reads back")
  func abandoned() throws {
    var machine = WalkMachine.ready(.deen())
    _ = machine.apply(.abandon(reason: "subject-unwell"), at: since(-100))
    let summary = WalkSummary(
      timeline: machine.timeline, definition: .deen(), travel: TravelTrace(),
      stridesOriginator: nil)
    let json = summary.json(quality: [:])
    #expect(json["start_us"] == .null)
    #expect(json["outcome"] == .null)
    #expect(json["end"]?["reason"] == "ABANDONED_BEFORE_START")
    #expect(try WalkSummary(parsing: json) == summary)
  }

  @Test(
    "one thing changed in the text, the reader refuses it with its code",
    arguments: [
      (#""rejected":1,"#, "", JSONFault.Code.missingKey),
      (#""tfs_censored_us":null,"#, "", .missingKey),
      (#""rejected":1"#, #""rejected":1,"extra":2"#, .unknownKey),
      (#""samples":10000}"#, #""samples":10000},"more":null"#, .unknownKey),
      (
        #""at_us":300000000,"reason":"FATIGUE""#, #""reason":"FATIGUE","at_us":300000000"#,
        .notAllowed
      ),
      (#""by":"operator""#, #""by":"somebody""#, .notAllowed),
      (#""reason":"FATIGUE","by""#, #""reason":"TIRED","by""#, .notAllowed),
      (#""steps":160"#, #""steps":161"#, .notAllowed),
      (#""derived: 2 x strides""#, "null", .notAllowed),
      (#""since_start_us":78600000"#, #""since_start_us":78600001"#, .notAllowed),
      (#""undone":true"#, #""undone":false"#, .notAllowed),
      (#""end_us":181500000,"resumed":"exact""#, #""end_us":null,"resumed":"exact""#, .notAllowed),
      (#""value":4"#, #""value":[4]"#, .wrongKind),
      (#""value":4"#, #""value":null"#, .missingKey),
      (#""quality":{"samples":10000}"#, #""quality":[]"#, .wrongKind),
      (#""rejected":1"#, #""rejected":-1"#, .notAllowed),
      (#""channel":"distance""#, #""channel":"odour""#, .notAllowed),
      (#""gate":"button""#, #""gate":"garden""#, .notAllowed),
      (#""tat_us":200000000"#, #""tat_us":"200000000""#, .wrongKind),
    ] as [(String, String, JSONFault.Code)])
  func refusals(old: String, new: String, code: JSONFault.Code) throws {
    let range = try #require(Self.text.firstRange(of: old))
    let text = Self.text.replacingCharacters(in: range, with: new)
    let value = try StrictJSON.parse(text.utf8)
    let fault = #expect(throws: JSONFault.self) { try WalkSummary(parsing: value) }
    #expect(fault?.code == code, "\(fault?.description ?? "")")
    #expect(fault?.place.isEmpty == false)
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    var copy = self
    copy.replaceSubrange(range, with: text)
    return copy
  }
}
