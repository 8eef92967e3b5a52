import DeviceProtocols
import Foundation
import Testing

@Suite("The pages of the devices")
struct DevicePageTests {
  private let directory = Repository.root.appending(path: "docs/devices")

  private let headings = [
    "What it is", "What it gives", "How it is attached", "Setting it up", "Known faults",
    "What was tested, and against whom", "Sources",
  ]

  @Test("the committed pages, what the table makes; no page without a device")
  func committed() throws {
    let pages = DevicePage.all
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    #expect(Set(names) == Set(pages.map(\.file)))
    for page in pages {
      let committed = try String(contentsOf: directory.appending(path: page.file), encoding: .utf8)
      #expect(
        committed == page.text,
        "\(page.file) differs: run `walktest devices pages --output docs/devices`")
    }
  }

  @Test("every page, the same headings in the same order, none of them empty")
  func sameHeadings() {
    for page in DevicePage.all where page.file != "README.md" {
      let lines = page.text.split(separator: "\n", omittingEmptySubsequences: false)
      let found = lines.filter { $0.hasPrefix("## ") }.map { String($0.dropFirst(3)) }
      #expect(found == headings, "\(page.file)")
      for (index, line) in lines.enumerated() where line.hasPrefix("## ") {
        #expect(lines[index + 2].count > 5, "\(page.file): nothing under \(line)")
      }
    }
  }

  @Test("the index, every page once with its support level")
  func index() throws {
    let index = try #require(DevicePage.all.last)
    #expect(index.file == "README.md")
    for id in DriverTable.pageIDs {
      #expect(index.text.components(separatedBy: "](\(id).md)").count == 2, "\(id)")
    }
    for level in SupportLevel.allCases { #expect(index.text.contains("- **\(level.rawValue)**")) }
  }
}

/// The repository that the tests were built from.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
