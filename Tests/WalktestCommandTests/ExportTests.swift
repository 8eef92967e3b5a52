import Foundation
import StrictJSON
import Testing

@Suite("walktest export")
struct ExportTests {
  @Test("to a file, written once, unchanged when repeated, and never over another file")
  func file() async throws {
    let store = try await DemoStore.copy()
    let file = store.beside("walks.csv")
    let first = try await store.run("export", "csv", "-o", file)
    #expect(first.status == 0)
    let bytes = try Files.bytes(file)
    #expect(first.text.hasPrefix("\(file): 1 rows, sha256 ") || first.text.contains(": 1 row, "))
    let again = try await store.run("export", "csv", "-o", file)
    #expect(again.status == 0)
    #expect(again.text.contains(", unchanged"))
    #expect(try Files.bytes(file) == bytes)
    let json = try await store.run("export", "csv", "-o", file, "--json").json
    #expect(try json.at("rows") == 1)
    #expect(try json.at("changed") == false)
    #expect(first.text.contains(try #require(try json.at("sha256").string)))

    try Files.write("my notes", to: file)
    let refused = try await store.refusal("export", "csv", "-o", file, status: 73)
    #expect(refused.contains(file))
    #expect(try Files.text(file) == "my notes")
    let replaced = try await store.run("export", "csv", "-o", file, "--replace")
    #expect(replaced.status == 0)
    #expect(try Files.bytes(file) == bytes)
    #expect(try Files.names(store.beside("")).filter { $0.contains("partial") }.isEmpty)
  }

  @Test("to standard output, the very bytes of the file and nothing else")
  func standardOutput() async throws {
    let store = try await DemoStore.copy()
    let file = store.beside("walks.csv")
    let out = try await store.run("export", "csv")
    #expect(out.status == 0)
    #expect(out.complaint.isEmpty)
    #expect(try await store.run("export", "csv", "-o", file).status == 0)
    #expect(try Files.bytes(file) == out.output)
    #expect(out.output.count { $0 == 0x0A } == 2)
    let row = try Row(out.text)
    #expect(row["subject"] == "S-003")
    #expect(row["mode"] == "treadmill-fixed")
    #expect(row["record_kind"] == "close")
    #expect(row["tfs_s"] == "21.056")
    #expect(row["tss_s"] == "84.016")
    #expect(row["tss_censored_s"]?.isEmpty == true)
    #expect(row["distance_m"] == "44.125")
    #expect(row["distance_state"] == "complete")
    #expect(row["record_sha256"] == (try store.demo.at("record_sha256").string))
  }

  @Test("a walk without a sensor, an empty distance and never 0")
  func absent() async throws {
    let scratch = try Scratch()
    let store = scratch.path + "/s"
    let walk = try await Walktest.run("demo", "--seed", "3", "--no-sensor", "--store", store)
    #expect(walk.status == 0)
    let row = try Row(try await Walktest.run("export", "csv", "--store", store).text)
    #expect(row["distance_m"]?.isEmpty == true)
    #expect(row["mean_speed_m_s"]?.isEmpty == true)
    #expect(row["strides"]?.isEmpty == true)
    #expect(row["distance_state"] == "absent")
  }

  static let filters: [(String, String, String)] = [
    ("--study", "DEMO", "WTT"), ("--site", "001", "002"), ("--subject", "S-003", "S-012"),
    ("--visit", "baseline", "week-4"), ("--mode", "treadmill-fixed", "overground"),
    ("--protocol", "deen-1.2mph-15min", "6mwt"),
    ("--protocol", "deen-1.2mph-15min@1", "deen-1.2mph-15min@2"),
    ("--from", "2020-01-01", "2999-01-01"), ("--through", "2999-01-01", "2020-01-01"),
  ]

  @Test("a filter, the row when it fits; the header alone and a word about it when not")
  func filter() async throws {
    let store = try await DemoStore.copy()
    let whole = try await store.run("export", "csv").output
    let fixed = Array("study,site,subject,visit,trial,mode,protocol_id,".utf8)
    for (name, fits, misses) in Self.filters {
      let found = try await store.run("export", "csv", name, fits)
      #expect(found.output == whole, "\(name) \(fits)")
      let none = try await store.run("export", "csv", name, misses)
      #expect(none.status == 0)
      #expect(none.output.starts(with: fixed), "\(name) \(misses)")
      #expect(none.output.count { $0 == 0x0A } == 1, "\(name) \(misses)")
      #expect(try none.sentence.contains("no session fits"))
      let both = try await store.run("export", "csv", name, misses, name, fits)
      let isList = name != "--from" && name != "--through"
      if isList { #expect(both.output == whole, "\(name) twice") }
    }
    #expect(try await store.run("export", "csv", "--newest-only").output == whole)
  }

  @Test(
    "a filter that cannot be read, 64 and how it is written",
    arguments: [
      ["--from", "yesterday"], ["--through", "2026-02-30"], ["--protocol", "a@b@c"],
      ["--protocol", "6mwt@0"],
    ])
  func badFilter(arguments: [String]) async throws {
    let store = try await DemoStore.copy()
    let file = store.beside("x.csv")
    let answer = try await Walktest.run(
      ["export", "csv", "-o", file, "--store", store.root] + arguments)
    #expect(answer.status == 64)
    #expect(try answer.sentence.contains("Write a "))
    #expect(!Files.exists(file))
  }

  @Test("the dictionary, a line for every column of the table")
  func dictionary() async throws {
    let store = try await DemoStore.copy()
    let file = store.beside("dictionary.csv")
    let out = try await store.run("export", "csv", "--dictionary", file)
    #expect(out.status == 0)
    let columns = try #require(out.text.components(separatedBy: "\r\n").first).split(separator: ",")
    let rows = try Files.text(file).components(separatedBy: "\r\n").dropFirst().filter {
      !$0.isEmpty
    }
    #expect(rows.count == columns.count)
    for (column, row) in zip(columns, rows) {
      #expect(row.split(separator: ",").dropFirst().first == column)
    }
  }

  @Test("a directory that is not there, 73 and nothing written")
  func noDirectory() async throws {
    let store = try await DemoStore.copy()
    for command in [["export", "csv"], ["export", "report", try store.session]] {
      let answer = try await Walktest.run(
        command + ["-o", store.beside("none/x"), "--store", store.root])
      #expect(answer.status == 73)
      #expect(try answer.sentence.contains("No such file or directory"))
    }
    #expect(!Files.exists(store.beside("none")))
  }

  @Test("a report, one HTML page of the session's numbers; of a falsified record, 1 and says so")
  func report() async throws {
    let store = try await DemoStore.copy()
    let file = store.beside("chart.html")
    let session = try store.session
    let made = try await store.run("export", "report", String(session.prefix(8)), "-o", file)
    #expect(made.status == 0)
    #expect(made.text == file + "\n")
    let page = try Files.text(file)
    #expect(page.lowercased().hasPrefix("<!doctype html>"))
    #expect(page.contains(session))
    #expect(page.contains("S-003"))
    #expect(page.contains("Verified: "))
    #expect(!page.contains("src=\"http"))
    // The demo wrote the same page.
    #expect(try Files.text("\(store.root)/exports/\(session).html") == page)
    let upper = try await store.run("export", "report", session.uppercased(), "-o", file)
    #expect(upper.status == 0)

    try Files.flip(lastDigitOf: store.package(2) + "/samples.csv")
    let lie = store.beside("lie.html")
    let refused = try await store.run("export", "report", session, "-o", lie)
    #expect(refused.status == 1)
    #expect(try Files.text(lie).contains("NOT VERIFIED: samples-altered"))
  }

  /// The one row of a table by column.
  private struct Row {
    private var cells: [String: String] = [:]

    init(_ text: String) throws {
      let lines = text.components(separatedBy: "\r\n")
      try #require(lines.count == 3)
      let (names, values) = (
        lines[0].split(separator: ",", omittingEmptySubsequences: false),
        lines[1].split(separator: ",", omittingEmptySubsequences: false)
      )
      try #require(names.count == values.count)
      for (name, value) in zip(names, values) { cells[String(name)] = String(value) }
    }

    subscript(name: String) -> String? { cells[name] }
  }
}
