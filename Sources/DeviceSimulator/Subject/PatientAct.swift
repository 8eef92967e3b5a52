public import Readings

/// Something that happens to the patient during a test and that staff notice.
public struct PatientAct: Hashable, Sendable {
  /// What happens.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The first symptoms are felt; the mark of TFS.
    case firstSymptoms = "first-symptoms"
    /// The symptoms are severe; the mark of TSS.
    case severeSymptoms = "severe-symptoms"
    /// The patient stops to rest within the walk.
    case restBegin = "rest-begin"
    /// The patient walks on.
    case restEnd = "rest-end"
    /// The patient stops for good.
    case stopsWalking = "stops-walking"
    /// The symptoms are gone; the end of the recovery time.
    case recovered = "recovered"
  }

  /// What happens.
  public var kind: Kind
  /// When it happens, since START.
  public var at: Microseconds
  /// When staff have noticed and act on it (press the button, touch the screen), since START. For
  /// a symptom just before the cap this may be after the cap, as in a clinic.
  public var noticedAt: Microseconds
}
