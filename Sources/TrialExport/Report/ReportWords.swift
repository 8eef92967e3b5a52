import Readings
import WalkProtocol

/// The codes of a record in the words of a chart.
enum ReportWords {
  static func symptom(_ mark: Mark) -> String {
    switch mark {
    case .firstSymptoms: "First symptoms"
    case .severeSymptoms: "Severe symptoms"
    }
  }

  static func reason(_ reason: EndReason?) -> String {
    switch reason {
    case nil: "no reason was given"
    case .severeSymptoms: "severe symptoms"
    case .capReached: "cap reached"
    case .fatigue: "fatigue"
    case .patientRequestOther: "other request of the patient"
    case .clinicianSafety: "stopped by the clinician for safety"
    case .emergencyStop: "emergency stop"
    case .equipmentFailure: "equipment failure"
    case .protocolDeviation: "protocol deviation"
    case .interrupted: "interrupted by loss of power or program"
    case .abandonedBeforeStart: "given up before START"
    }
  }

  static func cause(_ cause: EndCause) -> String {
    switch cause {
    case .button: "by button"
    case .cap: "by the protocol's cap"
    case .operator: "by the operator on the screen"
    case .emergencyStop: "by the emergency stop"
    case .interruption: "by interruption"
    }
  }

  static func mode(_ code: String) -> String {
    switch WalkMode(rawValue: code) {
    case .treadmillFixed: "Treadmill, speed set by the protocol"
    case .treadmillSelfPaced: "Treadmill, own pace"
    case .overgroundSelfPaced: "On the floor, own pace"
    case nil: code
    }
  }

  static func channel(_ channel: Channel) -> String {
    switch channel {
    case .speed: "speed"
    case .distance: "distance"
    case .strides: "strides"
    }
  }

  static func travel(_ reason: TravelReason?) -> String {
    switch reason {
    case nil: "complete"
    case .noReading: "no device counted distance"
    case .noReadingAtStart: "partial: no reading yet at START"
    case .gapAtStart: "partial: no data at START"
    case .countWentBackwards: "partial: the counter went backwards"
    case .newOrigin: "partial: the counter began anew during the walk"
    case .gapAtEnd: "partial: no data at END"
    }
  }

  static func resumption(_ resumption: GapEntry.Resumption) -> String {
    switch resumption {
    case .exact: "the device's counter bridged it exactly"
    case .newOrigin: "what lay between was not counted"
    case .never: "did not come back"
    }
  }

  static func kind(_ kind: ExportedRecord.Kind) -> String {
    switch kind {
    case .open: "Open: the session has no end yet"
    case .close: "Completed"
    case .abort: "Given up before START"
    case .interrupted: "Interrupted by loss of power or program"
    case .correction: "Corrected version"
    }
  }

  /// A code such as `wrong-answer` as words.
  static func code(_ code: String) -> String {
    code.replacing("-", with: " ").replacing("_", with: " ")
  }
}
