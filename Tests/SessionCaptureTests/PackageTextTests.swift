import Readings
import SessionCapture
import StrictJSON
import Testing

/// The three text files of a package: entries become lines and lines the same entries again.
@Suite struct PackageTextTests {
  @Test("the entries of a walk, come back equal from the three files")
  func entries_roundTrip() throws {
    let walk = try TestWalk.shared
    let material = PackageMaterial(of: walk.entries)
    #expect(material.protocolFile == walk.protocolBytes)
    let back = try material.entries()
    // The protocol file's entry has no line, so its instant is not kept: nothing depends on it.
    #expect(back.dropFirst().elementsEqual(walk.entries.dropFirst()))
    #expect(back.first?.payload == walk.protocolBytes)
    #expect(PackageMaterial(of: back) == material)
    let replay = try SessionReplay(of: back, end: .whole)
    #expect(replay.engine.walk.compactBytes == walk.engine.walk.compactBytes)
  }

  @Test("rows, frames and events, are the lines of the format")
  func lines_exact() throws {
    var row = SampleRow()
    row[.distance] = SampleRow.Cell(value: -62_500, age: .milliseconds(1))
    let at = MonotonicInstant(microseconds: 1_000)
    func line(_ kind: JournalEntry.Kind, _ payload: [UInt8]) -> String? {
      let entry = JournalEntry(kind: kind, sequence: 5, instant: at, payload: payload)
      return PackageText.line(of: entry).map { String(decoding: $0.bytes, as: UTF8.self) }
    }
    #expect(line(.sample, row.payload) == "5,1000,,,-62500,1000,,\r\n")
    #expect(line(.sample, SampleRow().payload) == "5,1000,,,,,,\r\n")
    #expect(line(.frame, [1, 0, 0xA4, 0x0F]) == "5 1000 1 < a40f\n")
    #expect(line(.frame, [2, 1]) == "5 1000 2 > \n")
    #expect(line(.event, Array("{}".utf8)) == "{}\n")
    #expect(line(.protocolFile, []) == nil)
  }

  @Test("extreme numbers, come back equal", arguments: [Int64.min, -1, 0, 1, Int64.max])
  func extremes_roundTrip(value: Int64) throws {
    var row = SampleRow()
    row[.speed] = SampleRow.Cell(value: value, age: Microseconds(Int64(UInt32.max)))
    let entry = JournalEntry(
      kind: .sample, sequence: .max, instant: MonotonicInstant(microseconds: value),
      payload: row.payload)
    let line = try #require(PackageText.line(of: entry)).bytes
    let text = Array(PackageText.samplesHeader.utf8) + line
    #expect(try PackageText.entries(of: .samples, in: text) == [entry])
  }

  @Test("files without lines, have no entries")
  func emptyFiles_noEntries() throws {
    #expect(
      try PackageText.entries(of: .samples, in: Array(PackageText.samplesHeader.utf8)).isEmpty)
    #expect(try PackageText.entries(of: .events, in: []).isEmpty)
    #expect(try PackageText.entries(of: .frames, in: []).isEmpty)
  }

  @Test(
    "a row that is not spelled exactly so, is refused with its line",
    arguments: [
      "5,1000,,,,,", "5,1000,,,,,,,", "05,1000,,,,,,", "+5,1000,,,,,,", "5,-0,,,,,,",
      "5, 1000,,,,,,",
      "5,1000,1,,,,,", "5,1000,,1,,,,", "5,1000,1.0,0,,,,", "5,1000,1e3,0,,,,", "5,1000,01,0,,,,",
      "5,1000,1,-1,,,,", "5,1000,1,4294967296,,,,", "5,1000,9223372036854775808,0,,,,",
      "4294967296,1000,,,,,,", "-1,1000,,,,,,", "\"5\",1000,,,,,,", "5,1000,,,,,,\r", "",
      "5,,,,,,,",
    ])
  func sampleLine_misspelled_refused(text: String) {
    expectRefusal(
      of: .samples, PackageText.samplesHeader + "1,2,,,,,,\r\n" + text + "\r\n", line: 3)
  }

  @Test("a row that ends with LF alone, is refused")
  func sampleLine_lineFeedAlone_refused() {
    expectRefusal(of: .samples, PackageText.samplesHeader + "5,1000,,,,,,\n", line: 2)
  }

  @Test(
    "another header, is refused",
    arguments: [
      "seq,t_us\r\n", "", PackageText.samplesHeader.uppercased(), " " + PackageText.samplesHeader,
      PackageText.samplesHeader.replacing("\r\n", with: "\n"),
      "\u{FEFF}" + PackageText.samplesHeader,
    ])
  func samplesHeader_other_refused(header: String) {
    expectRefusal(of: .samples, header + (header.isEmpty ? "1,2,,,,,,\r\n" : ""), line: 1)
  }

  @Test(
    "a frame line that is not spelled exactly so, is refused with its line",
    arguments: [
      "5 1000 1 < A4", "5 1000 1 < a", "5 1000 1 <", "5 1000 1 = a4", "5 1000 1 < a4 ",
      "5 1000  1 < a4", "05 1000 1 < a4", "5 01000 1 < a4", "5 1000 256 < a4", "5 1000 -1 < a4",
      "5 1000 1 < a4\r", "5 1000 1 < 0xa4", "5\t1000 1 < a4", "",
    ])
  func frameLine_misspelled_refused(text: String) {
    expectRefusal(of: .frames, "1 2 1 > a4\n" + text + "\n", line: 2)
  }

  @Test(
    "an event line that is not compact strict JSON with its head first, is refused with its line",
    arguments: [
      #"{"seq": 5,"t_us":1,"type":"clock"}"#, #"{"t_us":1,"seq":5,"type":"clock"}"#,
      #"{"seq":5,"t_us":1}"#, #"{"seq":5,"t_us":1,"type":"unheard"}"#,
      #"{"seq":5,"t_us":1,"type":"clock"} "#, #" {"seq":5,"t_us":1,"type":"clock"}"#,
      #"{"seq":5,"t_us":1,"type":"clock","a":1.5}"#, #"{"seq":-1,"t_us":1,"type":"clock"}"#,
      #"{"seq":4294967296,"t_us":1,"type":"clock"}"#, #"{"seq":"5","t_us":1,"type":"clock"}"#,
      #"{"seq":5,"t_us":1,"type":"clock","a":1,"a":1}"#, #"{"seq":05,"t_us":1,"type":"clock"}"#,
      #"{"seq":5,"t_us":1,"type":"cl\u006fck"}"#, #"[5,1,"clock"]"#, "{", "",
      "{\"seq\":5,\"t_us\":1,\"type\":\"clock\"}\r",
    ])
  func eventLine_misspelled_refused(text: String) {
    let good = #"{"seq":1,"t_us":1,"type":"clock"}"#
    expectRefusal(of: .events, good + "\n" + text + "\n", line: 2)
  }

  @Test("a last line without its end, is refused", arguments: PackageText.File.allCases)
  func lastLine_withoutEnd_refused(file: PackageText.File) throws {
    let walk = try TestWalk.shared
    let material = PackageMaterial(of: walk.entries)
    let bytes: [UInt8] =
      switch file {
      case .samples: material.samples
      case .events: material.events
      case .frames: material.frames
      }
    #expect(throws: PackageTextFault.self) {
      _ = try PackageText.entries(of: file, in: bytes.dropLast())
    }
  }

  @Test("two lines with one sequence number or one number missing, are refused on replay")
  func sequence_doubledOrMissing_refused() throws {
    let walk = try TestWalk.shared
    let material = PackageMaterial(of: walk.entries)
    for change in [-1, 1] {
      var lines = material.frames.split(separator: UInt8(ascii: "\n"))
      if change < 0 { lines.remove(at: 30) } else { lines.append(lines[30]) }
      var changed = material
      changed.frames = Array(lines.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
      let entries = try changed.entries()
      #expect {
        _ = try SessionReplay(of: entries, end: .whole)
      } throws: { error in
        [.sequenceBroken, .differs].contains((error as? ReplayFault)?.code)
      }
    }
  }

  private func expectRefusal(of file: PackageText.File, _ text: String, line: Int) {
    #expect {
      _ = try PackageText.entries(of: file, in: Array(text.utf8))
    } throws: { error in
      (error as? PackageTextFault).map { $0.file == file && $0.line == line } ?? false
    }
  }
}
