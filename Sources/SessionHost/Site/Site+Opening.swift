import Foundation
package import Readings
import SessionCapture
import SessionRecord
import SessionStore
import StrictJSON

extension Site {
  /// Study, site and device of this host, as its key was enrolled.
  package func deviceOwner() throws -> [String] {
    let key = try keys.privateKey(at: keys.devicePath)
    let owner = try keys.trust().key(key.keyID).owner.split(separator: "/").map(String.init)
    guard owner.count == 3 else {
      throw Complaint("The key of this device has no study/site/device as its owner.", .data)
    }
    return owner
  }

  /// END of the visit's walk before `trial`, when it lies in this boot: the rest between two walks
  /// can only be measured on one clock.
  package func previousEnd(
    _ subject: String, _ visit: String, _ trial: Int, boot: [UInt8]
  ) throws -> MonotonicInstant? {
    guard trial > 1 else { return nil }
    let digits = boot.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let ends = try packages().compactMap { package -> Int64? in
      let record = package.record
      guard record.subject == subject, record.visit == visit, record.trial < Int64(trial),
        record.clock.boot.filter({ $0 != "-" }) == digits
      else { return nil }
      return record.walk?["end"]?["at_us"]?.integer
    }
    return ends.max().map(MonotonicInstant.init(microseconds:))
  }
}
