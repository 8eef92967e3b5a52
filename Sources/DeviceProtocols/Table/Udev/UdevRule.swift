/// One udev rule: what it matches, and what it assigns then.
struct UdevRule: Hashable, Sendable {
  /// Conditions, all of which must hold; those with a final S must hold on one and the same parent.
  var conditions: [String]
  /// What is assigned.
  var assignments: [String]

  /// The rule as udev reads it, broken into lines that a person can read.
  var text: String {
    (conditions + assignments).joined(separator: ", \\\n  ")
  }

  /// A `key=="value"`; values come from the table or passed `UdevText.isSafe`.
  static func equal(_ key: String, _ value: String) -> String { "\(key)==\"\(value)\"" }
}

/// What may stand between the quotes of a rule.
public enum UdevText {
  /// Whether `text` means itself in a rule: no quote, no substitution, no pattern, no control
  /// character. Serial numbers come from devices, and a hostile one must not write rules.
  public static func isSafe(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 126
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "a")...UInt8(ascii: "z"):
          true
        default: "-_.:/+#@ ".utf8.contains(byte)
        }
      }
  }
}
