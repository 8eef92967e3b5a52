import StrictJSON
import Testing
import WalktestTesting

@Suite("Compact bytes")
struct RoundTripTests {
  @Test("random values, read back as they were written", arguments: UInt64(1)...200)
  func randomValues_survive(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let value = JSONValue.random(depth: 0, using: &random)
    let bytes = value.compactBytes
    let read = try StrictJSON.parse(bytes)
    #expect(read == value)
    #expect(read.compactBytes == bytes)
    #expect(read.hashValue == value.hashValue)
  }

  @Test("white space between tokens, the same value", arguments: UInt64(1)...50)
  func whiteSpace_changesNothing(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let value = JSONValue.object(["a": .random(depth: 1, using: &random), "b": [1, nil, "x y"]])
    let spaced = value.spaced(using: &random)
    #expect(try StrictJSON.parse(spaced.utf8) == value)
  }

  @Test("a valid text cut at any byte, refused", arguments: UInt64(1)...40)
  func cutText_isRefused(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let value = JSONValue.array([.random(depth: 0, using: &random), "\u{1F600}\\\"", -12, nil])
    let bytes = value.compactBytes
    for length in 0..<bytes.count {
      let fault = try #require(refusal(of: bytes.prefix(length)), "accepted \(length) bytes")
      #expect(fault.code == .truncated, "\(length) of \(bytes.count) bytes: \(fault)")
    }
  }

  @Test(
    "a valid text with one byte changed, refused or one strict value", arguments: UInt64(1)...40)
  func changedText_neverTraps(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let bytes = JSONValue.array([.random(depth: 0, using: &random)]).compactBytes
    for index in bytes.indices {
      var changed = bytes
      changed[index] = UInt8.random(in: 0...255, using: &random)
      guard let value = try? StrictJSON.parse(changed) else { continue }
      #expect(try StrictJSON.parse(value.compactBytes) == value)
    }
  }

  @Test("control characters, quotes and backslashes, escaped in the one way")
  func strings_haveOneForm() {
    let text = "\u{0}\u{1}\u{8}\t\n\u{C}\r\u{1F}\"\\/\u{7F}\u{2028}é😀"
    let expected =
      #""\u0000\u0001\u0008\t\n\u000c\r\u001f\"\\/"# + "\u{7F}\u{2028}é😀\""
    #expect(JSONValue.string(text).compactText == expected)
  }
}

extension JSONValue {
  /// A value of random kind, nested at most six deep, with odd characters and big integers.
  fileprivate static func random(depth: Int, using random: inout SplitMix) -> JSONValue {
    switch Int.random(in: 0..<(depth < 6 ? 8 : 5), using: &random) {
    case 0: return nil
    case 1: return .bool(.random(using: &random))
    case 2: return .integer(.random(in: -largestInteger...largestInteger, using: &random))
    case 3: return .integer(.random(in: -10...10, using: &random))
    case 4: return .string(text(using: &random))
    case 5:
      let count = Int.random(in: 0...4, using: &random)
      return .array((0..<count).map { _ in .random(depth: depth + 1, using: &random) })
    default:
      var object = JSONObject()
      for number in 0..<Int.random(in: 0...4, using: &random) {
        // The number keeps names apart that differ only by canonical equivalence.
        object["\(number)" + text(using: &random)] = .random(depth: depth + 1, using: &random)
      }
      return .object(object)
    }
  }

  private static func text(using random: inout SplitMix) -> String {
    let ranges: [ClosedRange<UInt32>] = [
      0...0x1F, 0x20...0x7E, 0x7F...0x7FF, 0x800...0xD7FF, 0xE000...0xFFFF, 0x10000...0x10FFFF,
    ]
    var scalars = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      let range = ranges[Int.random(in: 0..<ranges.count, using: &random)]
      if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) {
        scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  /// The value as text with random white space wherever RFC 8259 allows it.
  fileprivate func spaced(using random: inout SplitMix) -> String {
    let spaces = ["", " ", "\n", "\t", "\r\n", "   "]
    func space() -> String { spaces[Int.random(in: 0..<spaces.count, using: &random)] }
    let core: String
    switch self {
    case .array(let elements):
      core = "[" + elements.map { $0.spaced(using: &random) }.joined(separator: ",") + space() + "]"
    case .object(let object):
      let members = object.members.map { member in
        space() + JSONValue.string(member.key).compactText + space() + ":"
          + member.value.spaced(using: &random)
      }
      core = "{" + members.joined(separator: ",") + space() + "}"
    default: core = compactText
    }
    return space() + core + space()
  }
}
