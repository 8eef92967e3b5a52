import Readings
import StrictJSON
import WalkProtocol

extension ExportColumn {
  /// What tells how far a row can be trusted.
  static let evidence: [ExportColumn] =
    [
      ExportColumn(
        "gap_count", .integer, "Silences of device channels, each channel counted on its own.",
        from: "derived: walk.gaps"
      ) { .integer(orAbsent: $0.record.walk.map { Int64($0.gaps.count) }) },
      ExportColumn(
        "gap_total_s", .decimal, unit: "s",
        "Time between START and END in which at least one channel was silent; empty without both.",
        from: "derived: union of walk.gaps"
      ) { .seconds(orAbsent: $0.record.walk?.silence?.count) },
      ExportColumn(
        "waivers", .text, "Gates that staff went on without, as gate=reason, joined by ;",
        from: "derived: walk.waivers"
      ) { version in
        let waivers = version.record.walk?.waivers ?? []
        return waivers.isEmpty
          ? .absent
          : .text(waivers.map { "\($0.gate.rawValue)=\($0.reason)" }.joined(separator: ";"))
      },
      ExportColumn(
        "rejected_count", .integer, "Events that were illegal when they came and changed nothing.",
        from: "walk.rejected"
      ) { .integer(orAbsent: $0.record.walk.map { Int64($0.rejected) }) },
    ] + quality + [
      ExportColumn(
        "clock_synchronised", .text, allowed: "yes|no|unknown",
        "Whether the kernel held the wall clock synchronised. Outcomes do not depend on it.",
        from: "clock.synchronised"
      ) { .text($0.record.clock.synchronised) }
    ]

  private static let quality: [ExportColumn] = [
    number("sample_rate_hz", "Hz", "Samples asked for per second.", "sample_rate_hz"),
    number("samples", "", "Sample rows written, from arming on.", "samples"),
    number("missed_ticks", "", "Sample ticks that did not come.", "missed_ticks"),
    number("frames", "", "Messages exchanged with devices.", "frames"),
    links("missed_packets", "", "Packets of devices that did not arrive, all links together."),
    links("dropped_bytes", "byte", "Bytes from devices that made no message, all links together."),
    number("torn_bytes", "byte", "Bytes of a torn journal tail cut off in recovery.", "torn_bytes"),
    number("walking_rows", "", "Sample rows between START and END.", "walking_rows"),
    number(
      "walking_rows_with_speed", "", "Of these, rows with a speed.", "walking_rows_with_speed"),
    number(
      "walking_rows_with_distance", "", "Of these, rows with a distance.",
      "walking_rows_with_distance"),
    number(
      "walking_rows_with_strides", "", "Of these, rows with strides.", "walking_rows_with_strides"),
    ExportColumn(
      "quality_wall_drift_s", .decimal, unit: "s",
      "How much further the wall clock ran than the monotonic clock during the session.",
      from: "walk.quality.clock.wall_against_monotonic_us"
    ) {
      .seconds(orAbsent: $0.record.qualityInteger("clock.wall_against_monotonic_us"))
    },
    ExportColumn(
      "quality_speed_integral_m", .decimal, unit: "m",
      "Speed summed over the walk, an independent check of distance_m.",
      from: "walk.quality.cross_checks.speed_integral_mm"
    ) { .thousandths(orAbsent: $0.record.qualityInteger("cross_checks.speed_integral_mm")) },
    ExportColumn(
      "quality_difference_m", .decimal, unit: "m",
      "quality_speed_integral_m minus distance_m; may be negative.",
      from: "walk.quality.cross_checks.difference_mm"
    ) { .thousandths(orAbsent: $0.record.qualityInteger("cross_checks.difference_mm")) },
  ]

  private static func links(
    _ name: String, _ unit: String, _ description: String
  ) -> ExportColumn {
    ExportColumn(
      "quality_" + name, .integer, unit: unit, description + " Empty when no link counted them.",
      from: "derived: sum of walk.quality.links[].\(name)"
    ) { version in
      let counts = version.record.quality["links"]?.array?.compactMap { $0[name]?.integer } ?? []
      return counts.isEmpty ? .absent : .integer(counts.reduce(0, &+))
    }
  }

  private static func number(
    _ name: String, _ unit: String, _ description: String, _ path: String
  ) -> ExportColumn {
    ExportColumn(
      "quality_" + name, .integer, unit: unit, description, from: "walk.quality." + path
    ) { .integer(orAbsent: $0.record.qualityInteger(path)) }
  }
}

extension ExportedRecord {
  /// The integer at a path of the quality block; nil when it is absent.
  func qualityInteger(_ path: String) -> Int64? {
    JSONPath(path)?.value(in: .object(quality))?.integer
  }
}

extension WalkSummary {
  /// The time between START and END in which at least one channel was silent; nil without both.
  var silence: Microseconds? {
    guard let start, let end = end?.at else { return nil }
    var total = Microseconds.zero
    var covered = start
    for gap in gaps.sorted(by: { $0.begin < $1.begin }) {
      let begin = max(gap.begin, covered)
      let finish = min(gap.end ?? end, end)
      guard finish > begin else { continue }
      total = total + (finish - begin)
      covered = finish
    }
    return total
  }
}
