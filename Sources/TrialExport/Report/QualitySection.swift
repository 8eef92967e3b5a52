import StrictJSON
import WalkProtocol

/// The evidence that the record carries about itself. Members that this version has no words for
/// are shown under their own names: nothing of the evidence is left out.
enum QualitySection {
  static func markup(_ input: ReportInput) -> Markup {
    let record = input.version.record
    guard record.walk != nil else { return .empty }
    var rows: [(String, String)] = [
      ("Wall clock synchronised", record.clock.synchronised),
      ("Events refused as illegal", String(record.walk?.rejected ?? 0)),
    ]
    for (path, value) in flattened(.object(record.quality), "") {
      guard let words = words(path) else {
        rows.append((named(path), plain(value)))
        continue
      }
      rows.append((words.name, words.show(value)))
    }
    let body = rows.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" as Markup }
    return """
      <section><h2>Quality of the recording</h2><dl class="quality">\(.joined(body))</dl></section>

      """
  }

  private static func flattened(_ value: JSONValue, _ path: String) -> [(String, JSONValue)] {
    switch value {
    case .object(let object):
      object.members.flatMap { flattened($0.value, path.isEmpty ? $0.key : "\(path).\($0.key)") }
    // A histogram's pairs are for machines; how many there are stands for them.
    case .array(let values) where values.first?.array != nil:
      [(path, .integer(Int64(values.count)))]
    case .array(let values):
      values.enumerated().flatMap { flattened($1, "\(path).\($0 + 1)") }
    default: [(path, value)]
    }
  }

  /// `links.1.missed_packets` as `Device link 1: missed packets`.
  private static func named(_ path: String) -> String {
    let parts = path.split(separator: ".").map { ReportWords.code(String($0)) }
    guard parts.count > 2, parts[0] == "links" else { return parts.joined(separator: ", ") }
    return "Device link \(parts[1]): \(parts.dropFirst(2).joined(separator: ", "))"
  }

  private struct Words {
    var name: String
    var show: (JSONValue) -> String

    init(
      _ name: String, absent: String = "not known",
      _ show: @escaping (Int64) -> String = { String($0) }
    ) {
      self.name = name
      self.show = { value in
        value == .null ? absent : value.integer.map(show) ?? plain(value)
      }
    }
  }

  private static func plain(_ value: JSONValue) -> String {
    switch value {
    case .null: "not known"
    case .string(let text): text
    default: value.compactText
    }
  }

  private static func words(_ path: String) -> Words? {
    let metres: (Int64) -> String = { FixedDecimal.thousandths($0) + " m" }
    let milliseconds: (Int64) -> String = { FixedDecimal.text($0, scale: 3, places: 3) + " ms" }
    return switch path {
    case "sample_rate_hz": Words("Sample rate") { "\($0) per second" }
    case "samples": Words("Samples written")
    case "missed_ticks": Words("Samples missed")
    case "lost_ticks": Words("Samples lost by overflow")
    case "sample_loop": Words("Sample loop", absent: "none: ticks of the walk's own")
    case "sample_loop.p50_us": Words("Half of the samples late by at most", milliseconds)
    case "sample_loop.p99_us": Words("99 % of the samples late by at most", milliseconds)
    case "sample_loop.p999_us": Words("99.9 % of the samples late by at most", milliseconds)
    case "sample_loop.max_us": Words("Latest sample", milliseconds)
    case "sample_loop.wake_ups_by_us": Words("Classes of lateness in the record")
    case "frames": Words("Device messages")
    case "torn_bytes": Words("Bytes cut off in recovery", absent: "none")
    case "walking_rows": Words("Samples during the walk")
    case "walking_rows_with_speed": Words("Walk samples with speed")
    case "walking_rows_with_distance": Words("Walk samples with distance")
    case "walking_rows_with_strides": Words("Walk samples with strides")
    case "clock.readings": Words("Clock comparisons")
    case "clock.synchronised": Words("Clock discipline at the end")
    case "clock.wall_against_monotonic_us":
      Words("Wall clock drift", absent: "not known", milliseconds)
    case "clock.raw_against_monotonic_us":
      Words("Raw clock drift", absent: "not known", milliseconds)
    case "clock.boottime_against_monotonic_us":
      Words("Time suspended", absent: "not known", milliseconds)
    case "cross_checks.speed_integral_mm":
      Words("Speed summed over time", absent: "not known", metres)
    case "cross_checks.distance_mm": Words("Distance counter", absent: "not known", metres)
    case "cross_checks.difference_mm": Words("Difference of the two", absent: "not known", metres)
    case "cross_checks.stride_length_mm": Words("Mean stride length", absent: "not known", metres)
    default: nil
    }
  }
}
