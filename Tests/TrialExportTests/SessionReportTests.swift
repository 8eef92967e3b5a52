import Foundation
import StrictJSON
import Testing

@testable import TrialExport

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct SessionReportTests {
  private func html(_ input: ReportInput) -> String {
    String(decoding: SessionReport(input).html, as: UTF8.self)
  }

  @Test("complete walk, outcomes in minutes and seconds with originators")
  func outcomes() throws {
    let page = html(try ReportFixture().input())
    for text in [
      "<b>2:14.3</b>", "134.288 s", "<b>8:02.1</b>", "482.100 s", "<b>258.6</b> m", "258.563 m",
      "<b>0.536</b> m/s", "(1.20 mph)", "counted by device:1 ant-sdm 54321",
      "derived: 2 x strides", "2026-11-22T20:30:00.123Z", "deen-1.2mph-15min, version 1",
      "First symptoms 2:14.3", "Severe symptoms, END 8:02.1", "Cap 15:00", "Speed (m/s)",
      "Distance (m)", "Time since START (min:s)", "Protocol 0.536 m/s", "Walk samples with speed",
      "Device link 1: missed packets", "Printed name and signature",
    ] { #expect(page.contains(text), "\(text)") }
    #expect(!page.contains("not reached"))
  }

  @Test("symptom-free walk to the cap, censoring in words and the capped value named apart")
  func censored() throws {
    let page = html(try ReportFixture.symptomFree.input())
    #expect(page.contains("<b>not reached</b>; censored at 15:00.0 (cap reached)"))
    #expect(page.contains("Capped value by convention: 15:00.0 (900.000 s). Not the time"))
    #expect(page.contains("END at cap 15:00.0"))
    #expect(
      !page.contains(
        "<b>15:00.0</b> <small>min:s</small> <span class=\"also\">900.000 s"
          + "</span></td><td></td>"))
  }

  @Test("walk on the floor, no mph")
  func overground() throws {
    let page = html(try ReportFixture.manyGaps.input())
    #expect(!page.contains("mph)"))
    #expect(page.contains("partial: the counter began anew during the walk; at least this far"))
    #expect(page.contains("No data: speed, distance"))
    #expect(page.contains("taken back (pressed by mistake); does not count"))
    #expect(page.contains("pod calibration overdue"))
    #expect(page.contains(">R1</text>") && page.contains(">R2</text>"))
  }

  @Test("no sensor at all, said in words and no trace drawn")
  func noSensor() throws {
    let page = html(try ReportFixture.noSensor.input())
    #expect(page.contains("No speed or distance was recorded; times come from button and clock"))
    #expect(!page.contains("<path"))
    #expect(page.contains("no device counted distance"))
    #expect(page.contains("not reached</b>; censored at 8:02.1 (severe symptoms)"))
  }

  @Test("walk given up before START, no outcomes and no plot")
  func abort() throws {
    var report = ReportFixture()
    report.record.kind = "abort"
    report.record.walk = .null
    let versions = try SessionVersion.all(of: [report.record.document])
    let page = html(try report.input(versions: versions))
    #expect(page.contains("there are no outcomes"))
    #expect(!page.contains("<svg"))
  }

  @Test("any report, loads nothing and runs nothing")
  func selfContained() throws {
    for report in Self.reports {
      let page = html(try report.input()).lowercased()
      for text in ["<script", "http:", "https:", "javascript:", "<link", "<img", "@import", "src="]
      {
        #expect(!page.contains(text), "\(text)")
      }
    }
  }

  @Test("markup in codes, answers and the verification line, shown and not obeyed")
  func hostile() throws {
    let attack = "<script>alert('1')</script>\"&\u{202E}\u{1}"
    let shown = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;\u{FFFD}\u{FFFD}"
    var report = ReportFixture()
    report.record.subject = attack
    report.record.visit = attack
    report.record.mode = attack
    report.record.protocolID = attack
    report.record.operatorCode = attack
    report.verification = attack
    report.walk.answers = [(attack, .string(attack))]
    report.walk.waivers = [("button", attack)]
    let page = html(try report.input())
    #expect(!page.contains("<script") && !page.contains("alert('1')"))
    #expect(page.components(separatedBy: shown).count - 1 >= 8)
    #expect(XMLParser(data: Data(Self.xml(page).utf8)).parse())
  }

  @Test("any report, well-formed as XML")
  func wellFormed() throws {
    for report in Self.reports {
      let parser = XMLParser(data: Data(Self.xml(html(try report.input())).utf8))
      #expect(
        parser.parse(), "line \(parser.lineNumber): \(String(describing: parser.parserError))")
    }
  }

  @Test("no text smaller than 9 pt")
  func fontSizes() throws {
    let page = html(try ReportFixture().input())
    let sizes = page.matches(of: /font(?:-size)?:(\d+(?:\.\d+)?)(pt|px)/)
    #expect(sizes.count >= 8)
    for size in sizes {
      let points = (Double(size.1) ?? 0) * (size.2 == "px" ? 0.75 : 1)
      #expect(points >= 9, "\(size.0)")
    }
  }

  @Test("90 000 restless samples, less than 200 kB")
  func sizeBound() throws {
    var report = ReportFixture.symptomFree
    (report.wobble, report.rate) = (400, 100)
    let input = try report.input()
    #expect(input.samples.count >= 90_000)
    #expect(SessionReport(input).html.count < 200_000)
  }

  @Test("same input, the same bytes")
  func deterministic() throws {
    let input = try ReportFixture.manyGaps.input()
    #expect(SessionReport(input).html == SessionReport(input).html)
    #expect(try SessionReport(ReportFixture.manyGaps.input()).html == SessionReport(input).html)
  }

  @Test("corrected session, version, reason and both values shown")
  func corrected() throws {
    var report = ReportFixture()
    report.record.walk = report.walk.json
    let correction = report.record.corrected(
      [("walk.answers[1].value", 3, 5)], reason: "wrong-answer",
      sha256: String(repeating: "e5", count: 32), seq: 3)
    let versions = try SessionVersion.all(of: [report.record.document, correction.document])
    let page = html(try report.input(versions: versions))
    #expect(page.contains("Corrected version 2"))
    #expect(page.contains("wrong answer"))
    #expect(page.contains("by investigator-2, 2026-12-01T09:00:00.000Z"))
    #expect(page.contains("<td>3</td><td>5</td>"))
    #expect(!page.contains("This version was replaced"))
    let old = html(try report.input(versions: [versions[0]]))
    #expect(old.contains("This version was replaced by a later correction"))
  }

  static var reports: [ReportFixture] { [ReportFixture(), .symptomFree, .manyGaps, .noSensor] }

  /// The page without its document type, which XML spells differently.
  static func xml(_ page: String) -> String {
    page.replacing("<!DOCTYPE html>\n", with: "", maxReplacements: 1)
  }
}
