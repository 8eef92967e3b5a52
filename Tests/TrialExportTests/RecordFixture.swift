import StrictJSON

@testable import TrialExport

/// A record as the session record module writes it, with the values that a test changes.
struct RecordFixture {
  var kind = "close"
  var subject = "S-001"
  var visit = "baseline"
  var trial: Int64 = 1
  var site = "001"
  var study = "DEMO"
  var mode = "treadmill-fixed"
  var operatorCode = "nurse-1"
  var protocolID = "deen-1.2mph-15min"
  var seq: Int64 = 2
  var session = "0b5e7a30-8c1f-4a55-9f0e-2d6b7c1a9e42"
  var openedAt = "2026-11-22T20:30:00.123Z"
  var zone = "America/New_York"
  var walk: JSONValue = WalkFixture().json
  var corrects: JSONValue = .null
  var sha256 = String(repeating: "a1", count: 32)

  var json: JSONValue {
    [
      "format": "walktest-record/1", "kind": .string(kind), "study": .string(study),
      "site": .string(site), "device": "wt01", "epoch": 1, "seq": .integer(seq),
      "prev": .string(String(repeating: "0", count: 64)), "session": .string(session),
      "subject": .string(subject), "visit": .string(visit), "trial": .integer(trial),
      "operator": .string(operatorCode), "mode": .string(mode),
      "protocol": [
        "id": .string(protocolID), "version": 1,
        "sha256": .string(String(repeating: "b2", count: 32)),
      ],
      "clock": [
        "zone": .string(zone), "opened_at": .string(openedAt),
        "closed_at": "2026-11-22T20:48:10.500Z", "opened_mono_us": 1_000_000,
        "closed_mono_us": 1_091_377_000, "boot": "5f0c", "synchronised": "yes",
      ],
      "files": [], "walk": walk, "corrects": corrects,
      "software": ["name": "walktest", "version": "0.1.0", "build": "test"],
    ]
  }

  var document: RecordDocument { RecordDocument(json: json, sha256: sha256) }

  /// A correction of this record.
  func corrected(
    _ changes: [(path: String, old: JSONValue, new: JSONValue)], reason: String, sha256: String,
    seq: Int64
  ) -> RecordFixture {
    var correction = self
    correction.kind = "correction"
    correction.walk = .null
    correction.operatorCode = "investigator-2"
    correction.openedAt = "2026-12-01T09:00:00.000Z"
    correction.sha256 = sha256
    correction.seq = seq
    correction.corrects = [
      "record_sha256": .string(self.sha256), "reason": .string(reason),
      "changes": .array(
        changes.map { ["path": .string($0.path), "old": $0.old, "new": $0.new] }),
    ]
    return correction
  }
}

/// Member `walk`. START is at 100 s; times are µs since START.
struct WalkFixture {
  static let start: Int64 = 100_000_000
  var tfs: Int64? = 134_287_500
  var tss: Int64? = 482_100_000
  var tat: Int64 = 482_100_000
  var cap: Int64 = 900_000_000
  var endReason = "SEVERE_SYMPTOMS"
  var endBy = "button"
  var distanceMm: Int64? = 258_563
  var distanceState = "complete"
  var distanceReason: String?
  var meanSpeed: Int64? = 536
  var strides: Int64? = 402
  var rests: [(begin: Int64, end: Int64)] = []
  var gaps: [(channel: String, begin: Int64, end: Int64?, resumed: String)] = []
  var undone: [(mark: String, at: Int64, reason: String)] = []
  var answers: [(String, JSONValue)] = [("aid", "none"), ("pain-before", 3), ("dizzy", false)]
  var waivers: [(gate: String, reason: String)] = []
  var recovery: Int64? = 65_000_000
  var rejected: Int64 = 0

  var json: JSONValue {
    [
      "start_us": .integer(Self.start),
      "end": [
        "at_us": .integer(Self.start + tat), "reason": .string(endReason), "by": .string(endBy),
      ],
      "outcome": outcome, "marks": .array(marks),
      "rests": .array(
        rests.map {
          [
            "begin_us": .integer(Self.start + $0.begin), "end_us": .integer(Self.start + $0.end),
          ]
        }),
      "gaps": .array(
        gaps.map {
          [
            "channel": .string($0.channel), "begin_us": .integer(Self.start + $0.begin),
            "end_us": number($0.end.map { Self.start + $0 }), "resumed": .string($0.resumed),
          ]
        }),
      "answers": .array(answers.map { ["question": .string($0.0), "value": $0.1] }),
      "waivers": .array(
        waivers.map { ["gate": .string($0.gate), "reason": .string($0.reason)] }),
      "rejected": .integer(rejected), "quality": quality,
    ]
  }

  private var outcome: JSONValue {
    [
      "tfs_us": number(tfs), "tfs_censored_us": number(tfs == nil ? tat : nil),
      "tfs_censored_reason": text(tfs == nil ? endReason : nil), "tfs_capped_us": capped(tfs),
      "tss_us": number(tss), "tss_censored_us": number(tss == nil ? tat : nil),
      "tss_censored_reason": text(tss == nil ? endReason : nil), "tss_capped_us": capped(tss),
      "tat_us": .integer(tat), "distance_mm": number(distanceMm),
      "distance_state": .string(distanceState), "distance_reason": text(distanceReason),
      "mean_speed_mm_s": number(meanSpeed), "strides": number(strides),
      "strides_originator": text(strides == nil ? nil : "device:1 ant-sdm 54321"),
      "steps": number(strides.map { $0 * 2 }),
      "steps_originator": text(strides == nil ? nil : "derived: 2 x strides"),
      "rest_count": .integer(Int64(rests.count)),
      "rest_total_us": .integer(rests.reduce(0) { $0 + $1.end - $1.begin }),
      "recovery_us": number(recovery),
    ]
  }

  private var marks: [JSONValue] {
    let standing = [("first-symptoms", tfs), ("severe-symptoms", tss)].compactMap { mark, at in
      at.map { (mark, $0, String?.none) }
    }
    let all = undone.map { ($0.mark, $0.at, Optional($0.reason)) } + standing
    return all.sorted { $0.1 < $1.1 }.map { mark, at, reason in
      [
        "mark": .string(mark), "at_us": .integer(Self.start + at), "since_start_us": .integer(at),
        "undone": .bool(reason != nil), "undo_reason": text(reason),
      ]
    }
  }

  private var quality: JSONValue {
    let integral = distanceMm.map { $0 - 1_200 }
    return [
      "sample_rate_hz": 100, "samples": 50_250, "missed_ticks": 2, "frames": 2_011,
      "torn_bytes": .null, "walking_rows": .integer(tat / 10_000),
      "walking_rows_with_speed": .integer(distanceMm == nil ? 0 : tat / 10_000 - 30),
      "walking_rows_with_distance": .integer(distanceMm == nil ? 0 : tat / 10_000 - 30),
      "walking_rows_with_strides": .integer(distanceMm == nil ? 0 : tat / 10_000 - 30),
      "links": distanceMm == nil
        ? [] : [["source": 1, "driver": "ant-sdm", "missed_packets": 11, "dropped_bytes": 0]],
      "clock": [
        "readings": 19, "synchronised": "yes", "wall_against_monotonic_us": -1_250,
        "raw_against_monotonic_us": 310, "boottime_against_monotonic_us": 0,
      ],
      "cross_checks": [
        "speed_integral_mm": number(integral), "distance_mm": number(distanceMm),
        "difference_mm": number(distanceMm == nil ? nil : -1_200),
        "stride_length_mm": number(distanceMm.flatMap { all in strides.map { all / $0 } }),
      ],
    ]
  }

  private func capped(_ time: Int64?) -> JSONValue {
    number(time ?? (endReason == "CAP_REACHED" ? cap : nil))
  }
}

private func number(_ value: Int64?) -> JSONValue { value.map { .integer($0) } ?? .null }
private func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
