/// How soon a patient with lumbar spinal stenosis feels symptoms while walking.
///
/// The times are drawn from quantiles chosen so that the published summaries come out: TFS median
/// 1.31 min and mean 2.68 min, TSS median 3.42 and mean 5.47 min (Deen 1995); TAT median 5.22 and
/// mean 6.91 min (Deen 1998). After treatment 13 of 20 patients walked 15 min without symptoms.
public enum SymptomCourse: Hashable, Sendable, CaseIterable {
  /// Before decompression: nearly everyone has symptoms.
  case beforeTreatment
  /// After decompression: two thirds walk to the cap.
  case afterTreatment
  /// No symptoms at all.
  case symptomFree

  /// Times since START in µs; nil when the symptom never comes.
  struct Onset {
    var first: Int64?
    var severe: Int64?
  }

  func draw(_ random: inout SeededRandom) -> Onset {
    let freePerMille: Int64 =
      switch self {
      case .beforeTreatment: 40
      case .afterTreatment: 650
      case .symptomFree: 1000
      }
    guard !random.happens(perMille: freePerMille) else { return Onset() }
    let first = random.draw(from: Self.first)
    let growth = random.draw(from: Self.firstToSevere)
    let fraction = random.uniform(0...999_999)
    return Onset(
      first: first &* 1_000_000 &+ fraction, severe: (first &+ growth) &* 1_000_000 &+ fraction)
  }

  /// Seconds to the first symptoms.
  private static let first: [(share: Int64, value: Int64)] = [
    (0, 8), (200, 30), (350, 50), (500, 79), (650, 130), (800, 240), (1000, 600),
  ]
  /// Seconds from the first to severe symptoms.
  private static let firstToSevere: [(share: Int64, value: Int64)] = [
    (0, 20), (200, 60), (350, 100), (500, 150), (650, 230), (800, 360), (1000, 780),
  ]
}
