import Foundation
import Readings
import StrictJSON
import Testing

@testable import WalkProtocol

@Suite("The shipped protocols")
struct DefinitionShippedTests {
  /// `protocols/` at the top of the package.
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "protocols")

  private func shipped(_ id: String) throws -> ProtocolDefinition {
    try #require(try ShippedProtocols.definition(id: id))
  }

  @Test("the embedded files, those of protocols/ byte for byte and none missing")
  func embedded_equalsFolder() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    let embedded = ShippedProtocols.all + [("protocol.schema.json", ShippedProtocols.schema)]
    #expect(Set(names) == Set(embedded.map(\.file)))
    for (file, bytes) in embedded {
      #expect(try Data(contentsOf: Self.folder.appending(path: file)) == Data(bytes), "\(file)")
    }
  }

  @Test("every file, named for its id, said to need the sponsor's confirmation, not MOTION's")
  func everyFile_isHonest() throws {
    for (file, bytes) in ShippedProtocols.all {
      let definition = try ProtocolFile.parse(bytes, named: file)
      #expect(file == definition.id + ".json")
      #expect(try shipped(definition.id) == definition)
      #expect(definition.version == 1)
      #expect(definition.source.contains("must have its sponsor confirm every parameter"))
      #expect(definition.source.contains("not the MOTION trial's own test"))
      #expect(!(definition.id + definition.title).uppercased().contains("MOTION"))
      #expect(definition.sampleRate == 100)
      #expect(definition.buttons == .oneButton(holdToEnd: .seconds(2)))
      #expect(definition.endReasons.contains(.clinicianSafety))
      #expect(definition.endReasons.contains(.equipmentFailure))
      #expect(definition.questionsAfter.contains { $0.id == "adverse-event" && $0.isRequired })
    }
    #expect(try ShippedProtocols.definition(id: "motion") == nil)
  }

  @Test("Deen's examination, 1.2 mph on the level for at most 15 minutes")
  func deen_hasItsValues() throws {
    let deen = try shipped("deen-1.2mph-15min")
    #expect(deen.mode == .treadmillFixed)
    #expect(
      deen.stages == [
        Stage(duration: nil, speed: MillimetresPerSecond(536), grade: .milliPercent(0))
      ])
    #expect(deen.cap == .seconds(900))
    #expect(deen.marks == [.firstSymptoms, .severeSymptoms])
    #expect(deen.severeSymptomsEndWalk)
    #expect(deen.rests == .notAllowed)
    #expect(deen.prompts.isEmpty)
    #expect(deen.trials == TrialRule(count: 1, restBetween: .zero))
    #expect(
      deen.endReasons == [
        .severeSymptoms, .fatigue, .patientRequestOther, .clinicianSafety, .emergencyStop,
        .equipmentFailure, .protocolDeviation,
      ])
    #expect(deen.questionsBefore.contains { $0.id == "handrail-rule-read" && $0.isRequired })
    #expect(
      deen.channels == [
        ChannelRequirement(channel: .speed, isRequired: true, calibration: "belt-speed"),
        ChannelRequirement(channel: .distance, isRequired: true, calibration: "belt-speed"),
        ChannelRequirement(channel: .strides, isRequired: false, calibration: nil),
      ])
  }

  @Test("own pace on the treadmill and on the floor, two protocols of two modes")
  func selfSelected_areTwoModes() throws {
    let belt = try shipped("self-selected-15min-treadmill")
    let floor = try shipped("self-selected-15min-overground")
    #expect(belt.mode == .treadmillSelfPaced)
    #expect(floor.mode == .overgroundSelfPaced)
    #expect(belt.stages == [Stage(duration: nil, speed: nil, grade: .milliPercent(0))])
    #expect(floor.stages == [Stage(duration: nil, speed: nil, grade: nil)])
    for definition in [belt, floor] {
      #expect(definition.cap == .seconds(900))
      #expect(definition.severeSymptomsEndWalk)
      #expect(definition.marks == [.firstSymptoms, .severeSymptoms])
    }
    #expect(!floor.endReasons.contains(.emergencyStop))
  }

  @Test("the self-paced walking test, on the floor for at most 30 minutes without rests")
  func spwt_hasItsValues() throws {
    let spwt = try shipped("spwt-30min")
    #expect(spwt.mode == .overgroundSelfPaced)
    #expect(spwt.cap == .seconds(1_800))
    #expect(spwt.rests == .notAllowed)
    #expect(spwt.severeSymptomsEndWalk)
    #expect(spwt.questionsAfter.filter(\.isRequired).map(\.id).contains("laps"))
  }

  @Test("the six-minute walk test, its prompts with the words of the ATS, rests, two walks")
  func sixMinutes_hasItsValues() throws {
    let test = try shipped("6mwt")
    #expect(test.mode == .overgroundSelfPaced)
    #expect(test.cap == .seconds(360))
    #expect(test.rests == .allowed)
    #expect(!test.severeSymptomsEndWalk)
    #expect(test.marks == [.firstSymptoms])
    #expect(test.trials == TrialRule(count: 2, restBetween: .seconds(1_800)))
    #expect(test.prompts.map(\.at) == [60, 120, 180, 240, 300, 345, 360].map(Microseconds.seconds))
    #expect(
      test.prompts.map(\.text) == [
        "You are doing well. You have 5 minutes to go.",
        "Keep up the good work. You have 4 minutes to go.",
        "You are doing well. You are halfway done.",
        "Keep up the good work. You have only 2 minutes left.",
        "You are doing well. You have only 1 minute to go.",
        "In a moment I'm going to tell you to stop. When I do, just stop right where you are and "
          + "I will come to you.",
        "Stop!",
      ])
  }
}
