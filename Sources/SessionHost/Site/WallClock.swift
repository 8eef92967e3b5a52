import Foundation

/// The wall clock as sessions and commands use it.
package enum WallClock {
  /// 2020-01-01T00:00:00Z in ms: no walktest existed before it.
  package static let earliest: Int64 = 1_577_836_800_000

  /// Now, in ms since 1970.
  ///
  /// - Throws: `Complaint` when the clock stands before 2020: records would carry a wrong date.
  package static func now() throws -> Int64 {
    let now = Int64(Date().timeIntervalSince1970 * 1_000)
    guard now >= earliest else {
      throw Complaint(
        "This machine's clock says it is before 2020; set the clock (timedatectl set-time, or "
          + "start its time service) and try again.", .notSetUp)
    }
    return now
  }
}
