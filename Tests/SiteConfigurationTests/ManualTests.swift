import Foundation
import SiteConfiguration
import Testing

@Suite("walktest.toml(5)")
struct ManualTests {
  @Test("the keys of the page with what holds without them, those that are read, in one order")
  func keys() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appending(path: "packaging/man/walktest.toml.5"), encoding: .utf8)
    var section = ""
    var told: [String] = []
    for line in page.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      switch (words.first, words.count) {
      case (".Ss", 2): section = words[1].trimmingCharacters(in: ["[", "]"])
      // A key is told as `.It Ic KEY No = Qq TEXT` or `.It Ic KEY No = NUMBER`.
      case (".It", 6...7) where words[1] == "Ic":
        let value = words[5] == "Qq" ? "\"\(words[6])\"" : words[5]
        told.append("\(section).\(words[2]) = \(value)")
      default: break
      }
    }
    #expect(told == ConfigurationKey.allCases.map { "\($0.rawValue) = \($0.standard)" })
  }
}
