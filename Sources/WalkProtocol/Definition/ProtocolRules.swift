import Readings

/// The rules that hold between the members of a protocol file.
struct ProtocolRules {
  let definition: ProtocolDefinition
  let file: String

  /// Refuses the first rule broken.
  func check() throws(ProtocolFault) {
    guard definition.cap > .zero else {
      throw fault(.capZero, "cap", "must be longer than 0; write e.g. \"15 min\"")
    }
    try checkStages()
    try checkBelt()
    try checkMarks()
    try checkEndReasons()
    if let late = definition.prompts.firstIndex(where: { $0.at > definition.cap }) {
      throw fault(.promptAfterCap, "prompts[\(late)].at", "is after the cap; the walk is over then")
    }
  }

  /// Only the last stage lasts to END, and every stage begins before the cap.
  private func checkStages() throws(ProtocolFault) {
    guard let last = definition.stages.indices.last else {
      throw fault(.stageMissing, "stages", "is empty; write at least one stage, {} on the floor")
    }
    var begin = Microseconds.zero
    for (index, stage) in definition.stages.enumerated() {
      guard begin < definition.cap else {
        throw fault(.stageAfterCap, "stages[\(index)]", "begins when the cap is reached or later")
      }
      if let duration = stage.duration {
        begin = begin + duration
      } else if index < last {
        throw fault(
          .stageAfterUnbounded, "stages[\(index + 1)]",
          "follows a stage without duration, which lasts to the end; give that one a duration")
      }
    }
    if definition.stages[last].duration != nil {
      throw fault(
        .lastStageBounded, "stages[\(last)].duration",
        "is not allowed in the last stage, which lasts to the end; leave it out")
    }
  }

  /// A stage says exactly what its mode leaves to the protocol.
  private func checkBelt() throws(ProtocolFault) {
    for (index, stage) in definition.stages.enumerated() {
      let place = "stages[\(index)]"
      switch definition.mode {
      case .overgroundSelfPaced:
        guard stage.speed == nil, stage.grade == nil else {
          throw fault(
            .overgroundWithBelt, place,
            "has a speed or grade, but mode \(definition.mode.rawValue) has no belt; "
              + "leave both out")
        }
        continue
      case .treadmillFixed where stage.speed == nil:
        throw fault(
          .fixedSpeedMissing, "\(place).speed",
          "is missing, but mode \(definition.mode.rawValue) needs it; write e.g. \"1.2 mph\"")
      case .treadmillSelfPaced where stage.speed != nil:
        throw fault(
          .selfPacedWithSpeed, "\(place).speed",
          "is not allowed in mode \(definition.mode.rawValue), the subject chooses; leave it out")
      case .treadmillFixed, .treadmillSelfPaced: break
      }
      guard stage.grade != nil else {
        throw fault(
          .gradeMissing, "\(place).grade",
          "is missing, but a treadmill needs it; write e.g. \"0 %\" or \"15 deg\"")
      }
    }
  }

  private func checkMarks() throws(ProtocolFault) {
    if definition.marks == [.severeSymptoms, .firstSymptoms] {
      throw fault(
        .marksOutOfOrder, "marks",
        "are out of order; write \(Mark.firstSymptoms.rawValue) before "
          + "\(Mark.severeSymptoms.rawValue)")
    }
    if definition.severeSymptomsEndWalk, !definition.marks.contains(.severeSymptoms) {
      throw fault(
        .severeMarkMissing, "marks",
        "lack \(Mark.severeSymptoms.rawValue), which severe_symptoms_end_walk needs; add it")
    }
  }

  private func checkEndReasons() throws(ProtocolFault) {
    if definition.endReasons.isEmpty {
      throw fault(.endReasonMissing, "end_reasons", "is empty; name at least one reason")
    }
    if let index = definition.endReasons.firstIndex(where: \.isMachineOnly) {
      let allowed = EndReason.allCases.filter { !$0.isMachineOnly }.map(\.rawValue)
      throw fault(
        .machineOnlyEndReason, "end_reasons[\(index)]",
        "\(definition.endReasons[index].rawValue) is given by the machine alone; "
          + "allowed: \(allowed.joined(separator: ", "))")
    }
    if definition.severeSymptomsEndWalk, !definition.endReasons.contains(.severeSymptoms) {
      throw fault(
        .severeReasonMissing, "end_reasons",
        "lack \(EndReason.severeSymptoms.rawValue), which severe_symptoms_end_walk needs; add it")
    }
  }

  private func fault(
    _ code: ProtocolFault.Code, _ place: String, _ detail: String
  ) -> ProtocolFault {
    ProtocolFault(code, in: file, at: place, detail)
  }
}

extension EndReason {
  /// True for the reasons that follow from what happened and that nobody may choose: the cap was
  /// reached, the process was lost, the walk never began.
  public var isMachineOnly: Bool {
    switch self {
    case .capReached, .interrupted, .abandonedBeforeStart: true
    case .severeSymptoms, .fatigue, .patientRequestOther, .clinicianSafety, .emergencyStop,
      .equipmentFailure, .protocolDeviation:
      false
    }
  }
}
