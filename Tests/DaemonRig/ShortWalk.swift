package import ControlSocket
import Readings
package import WalkProtocol

/// A walk by a short protocol with both marks and no questions, as tests have time for it.
package enum ShortWalk {
  /// The protocol's id.
  package static let protocolID = "short"
  /// The subject whose code must be nowhere but in records.
  package static let subject = "ZEBRA-4711"
  /// What a floor without devices lacks.
  package static let sensors: [Gate] = [
    .button, .channel(.speed), .channel(.distance), .channel(.strides),
  ]

  /// Who walks.
  package static func choice(subject: String = Self.subject) -> WalkChoice {
    WalkChoice(
      protocolID: protocolID, subject: subject, visit: "baseline", trial: 1,
      operatorCode: "nurse-1")
  }

  /// The protocol file.
  ///
  /// - Parameter belt: a treadmill at 1.2 mph, whose speed and distance the protocol wants; else a
  ///   floor.
  package static func file(belt: Bool = false, cap: String = "40 s") -> String {
    let channels = ["speed", "distance"].map { channel in
      belt
        ? #"{"channel": "\#(channel)", "required": true, "calibration": "belt-speed"}"#
        : #"{"channel": "\#(channel)", "required": true, "calibration": "foot-pod"}"#
    }
    return """
      {"format": "walktest-protocol/1", "id": "\(protocolID)", "version": 1,
       "title": "A short walk", "source": "A test of walktest.",
       "mode": "\(belt ? "treadmill-fixed" : "overground-self-paced")",
       "stages": [\(belt ? #"{"speed": "1.2 mph", "grade": "0 %"}"# : "{}")],
       "cap": "\(cap)", "marks": ["first-symptoms", "severe-symptoms"],
       "severe_symptoms_end_walk": true, "rests": "not-allowed", "prompts": [],
       "trials": {"count": 1, "rest_between": "0 s"},
       "end_reasons": ["SEVERE_SYMPTOMS", "FATIGUE"],
       "questions_before": [], "questions_after": [],
       "buttons": {"kind": "one-button", "hold_to_end": "2 s"},
       "channels": [\(channels.joined(separator: ", ")),
         {"channel": "strides", "required": true}],
       "sample_rate": "100 Hz"}
      """
  }
}
