import EmulatedBus
import Foundation
import StrictJSON
import Testing

/// `walktest run` on an emulated cart, with a store of its own and a short protocol.
struct CartWalk {
  let cart: EmulatedCart
  let store: String

  /// Makes the store and the cart; nothing is attached and walktest has not started.
  ///
  /// - Parameters:
  ///   - belt: a treadmill at 1.2 mph, whose speed and distance the protocol wants; else a floor.
  ///   - options: more options of `walktest run`.
  init(belt: Bool, bindings: String? = nil, _ options: String...) async throws {
    let scratch = try Scratch()
    store = scratch.path + "/store"
    let made = try await Walktest.run(
      "keys", "init", "--study", "WTT", "--site", "001", "--device", "wt01", "--store", store)
    try #require(made.status == 0, "\(made)")
    let file = scratch.path + "/protocol.json"
    try Files.write(Self.shortProtocol(belt: belt), to: file)
    cart = try EmulatedCart(
      [
        "run", "--foreground", "--subject", "S-001", "--visit", "baseline", "--operator", "nurse-1",
        "--protocol", file, "--store", store, "--close",
      ] + options, in: scratch, bindings: bindings)
  }

  /// The record that walktest leaves, when it ends with `status` and everything in the store is
  /// verified by another run.
  func record(
    status: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> CartRecord {
    let ended = try await cart.end()
    let complaints = try cart.complaints
    #expect(ended == status, "\(cart.output.all) \(complaints)", sourceLocation: sourceLocation)
    let verified = try await Walktest.run("verify", "--all", "--store", store)
    #expect(verified.status == 0, "\(verified)", sourceLocation: sourceLocation)
    return try CartRecord(store)
  }

  private static func shortProtocol(belt: Bool) -> String {
    let channels = ["speed", "distance"].map { channel in
      belt
        ? #"{"channel": "\#(channel)", "required": true, "calibration": "belt-speed"}"#
        : #"{"channel": "\#(channel)", "required": true, "calibration": "foot-pod"}"#
    }
    return """
      {"format": "walktest-protocol/1", "id": "short", "version": 1, "title": "A short walk",
       "source": "A test of walktest.",
       "mode": "\(belt ? "treadmill-fixed" : "overground-self-paced")",
       "stages": [\(belt ? #"{"speed": "1.2 mph", "grade": "0 %"}"# : "{}")],
       "cap": "40 s", "marks": ["first-symptoms", "severe-symptoms"],
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

/// The last record of a store, as it lies on disk.
struct CartRecord {
  let kinds: [String]
  let json: JSONValue
  let package: String

  init(_ store: String) throws {
    let packages = try Files.names(store + "/packages").filter {
      $0.contains("_") && !$0.hasPrefix(".")
    }
    let records = try packages.map { name in
      (name, try StrictJSON.parse(try Files.bytes("\(store)/packages/\(name)/record.json")))
    }.sorted { ($0.1["seq"]?.integer ?? 0) < ($1.1["chain"]?["sequence"]?.integer ?? 0) }
    kinds = records.compactMap { $0.1["kind"]?.string }
    let last = try #require(records.last)
    (package, json) = ("\(store)/packages/\(last.0)", last.1)
  }

  var walk: JSONValue { json["walk"] ?? .null }

  /// The value of the outcome's member.
  func outcome(_ name: String) -> JSONValue { walk["outcome"]?[name] ?? .null }

  /// What the device read by `driver` feeds.
  func feeds(_ driver: String) -> String? {
    walk["quality"]?["links"]?.array?.first { $0["driver"]?.string == driver }?["feeds"]?.string
  }

  /// The silences of `channel` between START and END: how long, and how it came back.
  func gaps(_ channel: String) -> [(length: Int64, resumed: String)] {
    let start = walk["start_us"]?.integer ?? 0
    return (walk["gaps"]?.array ?? []).compactMap { gap in
      guard gap["channel"]?.string == channel, let begin = gap["begin_us"]?.integer,
        let end = gap["end_us"]?.integer, let resumed = gap["resumed"]?.string, begin >= start
      else { return nil }
      return (end - begin, resumed)
    }
  }

  /// How many frames each source received.
  func framesReceived() throws -> [String: Int] {
    let lines = try Files.text(package + "/frames.log").split(separator: "\n")
    let words = lines.map { $0.split(separator: " ").map(String.init) }
    return Dictionary(grouping: words.filter { $0.count == 5 && $0[3] == "<" }) { $0[2] }
      .mapValues(\.count)
  }
}
