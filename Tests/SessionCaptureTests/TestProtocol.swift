import Testing
import WalkProtocol

/// Protocol files that tests derive from the shipped ones, by changing their text.
enum TestProtocol {
  /// A shipped protocol with the id `test` and each text, which must occur exactly once, replaced.
  static func derived(
    from id: String, _ replacements: [String: String] = [:]
  ) throws -> [UInt8] {
    let shipped = try #require(ShippedProtocols.bytes(id: id))
    var text = String(decoding: shipped, as: UTF8.self)
    var changes = replacements
    changes["\"id\": \"\(id)\""] = "\"id\": \"test\""
    for (old, new) in changes {
      let parts = text.split(separator: old, omittingEmptySubsequences: false)
      try #require(parts.count == 2, "\(old) does not occur once")
      text = parts.joined(separator: new)
    }
    return Array(text.utf8)
  }

  /// The Deen protocol with 10 sample rows a second, so that a debug build walks it fast.
  static func quick(cap: String = "15 min") throws -> [UInt8] {
    try derived(
      from: "deen-1.2mph-15min",
      [
        "\"sample_rate\": \"100 Hz\"": "\"sample_rate\": \"10 Hz\"",
        "\"cap\": \"15 min\"": "\"cap\": \"\(cap)\"",
      ])
  }
}
