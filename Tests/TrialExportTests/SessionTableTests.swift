import StrictJSON
import Testing
import WalkProtocol

@testable import TrialExport

/// A CSV file read back by rules of its own, so that the writer is not its own judge.
struct ReadTable {
  var header: [String] = []
  var rows: [[String]] = []

  init(_ bytes: [UInt8]) {
    var row: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var lines: [[String]] = []
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if isQuoted {
        if byte == 0x22, index + 1 < bytes.count, bytes[index + 1] == 0x22 {
          field.append(byte)
          index += 1
        } else if byte == 0x22 {
          isQuoted = false
        } else {
          field.append(byte)
        }
      } else if byte == 0x22 {
        isQuoted = true
      } else if byte == 0x2C || byte == 0x0D {
        row.append(String(decoding: field, as: UTF8.self))
        field = []
        if byte == 0x0D {
          index += 1
          lines.append(row)
          row = []
        }
      } else {
        field.append(byte)
      }
      index += 1
    }
    header = lines.first ?? []
    rows = Array(lines.dropFirst())
  }

  func cell(_ row: Int, _ column: String) -> String? {
    guard let index = header.firstIndex(of: column), rows.indices.contains(row) else { return nil }
    return rows[row][index]
  }
}

@Suite struct SessionTableTests {
  @Test("header of a table without answers, equals the snapshot")
  func headerSnapshot() throws {
    let table = try SessionTable(of: [])
    #expect(
      table.header.joined(separator: ",") == """
        study,site,subject,visit,trial,mode,protocol_id,protocol_version,protocol_sha256,session,\
        operator,record_kind,version,superseded,corrected_reason,corrected_by,\
        corrected_at_utc,record_sha256,device,epoch,seq,opened_at_utc,closed_at_utc,tfs_s,tfs_censored_s,tfs_censored_reason,tfs_capped_s,tss_s,\
        tss_censored_s,tss_censored_reason,tss_capped_s,tat_s,distance_m,distance_state,\
        distance_reason,mean_speed_m_s,strides,strides_originator,steps,steps_originator,\
        rest_count,rest_total_s,recovery_s,end_reason,end_by,gap_count,gap_total_s,waivers,\
        rejected_count,quality_sample_rate_hz,quality_samples,quality_missed_ticks,quality_frames,\
        quality_missed_packets,quality_dropped_bytes,quality_torn_bytes,quality_walking_rows,quality_walking_rows_with_speed,\
        quality_walking_rows_with_distance,quality_walking_rows_with_strides,quality_wall_drift_s,\
        quality_speed_integral_m,quality_difference_m,clock_synchronised
        """)
  }

  @Test("complete walk, every value in its unit with fixed decimals")
  func values() throws {
    let table = ReadTable(try SessionTable(of: [RecordFixture().document]).csv)
    let expected = [
      "tfs_s": "134.288", "tss_s": "482.100", "tat_s": "482.100", "tfs_capped_s": "134.288",
      "tfs_censored_s": "", "distance_m": "258.563", "mean_speed_m_s": "0.536", "strides": "402",
      "steps": "804", "steps_originator": "derived: 2 x strides", "mode": "treadmill-fixed",
      "recovery_s": "65.000", "end_reason": "SEVERE_SYMPTOMS", "gap_count": "0",
      "gap_total_s": "0.000", "quality_difference_m": "-1.200", "quality_wall_drift_s": "-0.001",
      "answer_pain-before": "3", "answer_dizzy": "no", "answer_aid": "none", "waivers": "",
      "quality_missed_packets": "11", "quality_dropped_bytes": "0",
      "opened_at_utc": "2026-11-22T20:30:00.123Z", "superseded": "no", "version": "1",
    ]
    for (column, value) in expected { #expect(table.cell(0, column) == value, "\(column)") }
    #expect(table.rows.allSatisfy { $0.count == table.header.count })
  }

  @Test("symptom-free walk to the cap, censored and capped apart and the time empty")
  func censored() throws {
    var walk = WalkFixture()
    (walk.tfs, walk.tss, walk.tat, walk.endReason) = (nil, nil, 900_000_000, "CAP_REACHED")
    (walk.distanceMm, walk.meanSpeed, walk.strides) = (nil, nil, nil)
    (walk.distanceState, walk.distanceReason, walk.recovery) = ("absent", "no-reading", nil)
    var record = RecordFixture()
    record.walk = walk.json
    let table = ReadTable(try SessionTable(of: [record.document]).csv)
    #expect(table.cell(0, "tfs_s") == "")
    #expect(table.cell(0, "tfs_censored_s") == "900.000")
    #expect(table.cell(0, "tfs_censored_reason") == "CAP_REACHED")
    #expect(table.cell(0, "tfs_capped_s") == "900.000")
    for column in [
      "quality_missed_packets", "distance_m", "mean_speed_m_s", "strides", "steps", "recovery_s",
    ] {
      #expect(table.cell(0, column) == "", "\(column)")
    }
  }

  @Test("record without a walk, outcome cells empty and none zero")
  func absent() throws {
    var record = RecordFixture()
    (record.kind, record.walk) = ("abort", .null)
    let table = ReadTable(try SessionTable(of: [record.document]).csv)
    for column in ["tfs_s", "tat_s", "distance_m", "rest_count", "gap_count", "rejected_count"] {
      #expect(table.cell(0, column) == "", "\(column)")
    }
    #expect(table.cell(0, "record_kind") == "abort")
  }

  @Test(
    "text that a spreadsheet would run, neutralised by an apostrophe",
    arguments: ["=1+1", "+A1", "-2+3", "@SUM(A1)", "\tx", "\rx", "\r\n=x"])
  func injection(_ code: String) throws {
    var record = RecordFixture()
    record.subject = code
    let csv = try SessionTable(of: [record.document]).csv
    #expect(ReadTable(csv).cell(0, "subject") == "'" + code)
  }

  @Test("commas, quotes and line breaks in text, read back unchanged")
  func quoting() throws {
    var record = RecordFixture()
    record.operatorCode = "a,\"b\"\r\nc"
    let csv = try SessionTable(of: [record.document]).csv
    #expect(ReadTable(csv).cell(0, "operator") == "a,\"b\"\r\nc")
    #expect(csv.suffix(2) == [0x0D, 0x0A])
  }

  @Test("same records in another order and twice, the same bytes")
  func deterministic() throws {
    let documents = Self.visits.map(\.document)
    let first = try SessionTable(of: documents).csv
    #expect(try SessionTable(of: documents.reversed() + documents).csv == first)
    let subjects = ReadTable(first).rows.map { $0[2] + "/" + $0[3] + "/" + $0[4] }
    #expect(subjects == ["S-001/baseline/1", "S-001/baseline/2", "S-002/6-months/1"])
  }

  @Test("open record, no row")
  func openRecord() throws {
    var record = RecordFixture()
    (record.kind, record.walk) = ("open", .null)
    #expect(try SessionTable(of: [record.document]).versions.isEmpty)
  }

  @Test("dictionary, one row per column in the table's order with type and meaning")
  func dictionary() throws {
    let question = Question(
      id: "pain-before", text: "Pain now, 0 to 10?", answer: .integer(0...10, unit: "{score}"),
      isRequired: true)
    let table = try SessionTable(of: [RecordFixture().document], questions: [question])
    let dictionary = ReadTable(DataDictionary(of: table).csv)
    #expect(dictionary.header == DataDictionary.header)
    #expect(dictionary.rows.map { $0[1] } == ReadTable(table.csv).header)
    #expect(dictionary.rows.map { $0[1] }.count == Set(dictionary.rows.map { $0[1] }).count)
    #expect(dictionary.rows.allSatisfy { !$0[2].isEmpty && !$0[5].isEmpty && !$0[6].isEmpty })
    let pain = try #require(dictionary.rows.first { $0[1] == "answer_pain-before" })
    #expect(pain[2...4] == ["integer", "{score}", "0 to 10"])
    #expect(pain[5].contains("Pain now, 0 to 10?"))
    let tfs = try #require(dictionary.rows.first { $0[1] == "tfs_s" })
    #expect(tfs[2...3] == ["decimal", "s"])
  }

  @Test("column whose name ends in a unit, dictionary gives that unit")
  func units() {
    for column in ExportColumn.fixed where column.kind == .decimal {
      let suffix = column.name.hasSuffix("_m_s") ? "m/s" : column.name.hasSuffix("_s") ? "s" : "m"
      #expect(column.unit == suffix, "\(column.name)")
    }
  }

  static let visits: [RecordFixture] = {
    var second = RecordFixture()
    (second.trial, second.seq, second.sha256) = (2, 4, String(repeating: "c3", count: 32))
    second.session = "1b5e7a30-8c1f-4a55-9f0e-2d6b7c1a9e42"
    second.openedAt = "2026-11-23T00:00:00.000Z"
    var other = RecordFixture()
    (other.subject, other.visit, other.mode) = ("S-002", "6-months", "overground-self-paced")
    (other.seq, other.sha256, other.site) = (6, String(repeating: "d4", count: 32), "001")
    other.session = "2b5e7a30-8c1f-4a55-9f0e-2d6b7c1a9e42"
    (other.protocolID, other.openedAt) = ("self-selected-15min", "2027-05-20T14:00:00.000Z")
    return [other, second, RecordFixture()]
  }()
}
