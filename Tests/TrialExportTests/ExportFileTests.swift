import Foundation
import Testing

@testable import TrialExport

@Suite struct ExportFileTests {
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(left.allSatisfy { !$0.hasSuffix(".partial") })
  }

  @Test("new name, written; same bytes again, unchanged")
  func writes() throws {
    try inFolder { folder in
      let path = folder + "/sessions.csv"
      let results = try (1...2).map { _ in try ExportFile.write([1, 2, 3], to: path) }
      #expect(results == [.written, .unchanged])
      #expect(FileManager.default.contents(atPath: path) == Data([1, 2, 3]))
    }
  }

  @Test("different file there, refused and kept; replaced when allowed")
  func refuses() throws {
    try inFolder { folder in
      let path = folder + "/sessions.csv"
      try ExportFile.write([1, 2, 3], to: path)
      for other in [[1, 2], [1, 2, 3, 4], [9, 9, 9], []] as [[UInt8]] {
        let refused = fault(of: { _ = try ExportFile.write(other, to: path) })
        #expect(refused?.code == .fileExists)
        #expect(refused?.sentence.contains("Choose") == true)
      }
      #expect(FileManager.default.contents(atPath: path) == Data([1, 2, 3]))
      #expect(try ExportFile.write([7], to: path, replacing: true) == .written)
      #expect(FileManager.default.contents(atPath: path) == Data([7]))
    }
  }

  @Test("folder missing, refused with the cause and what to check")
  func missingFolder() throws {
    try inFolder { folder in
      let refused = fault(of: { _ = try ExportFile.write([1], to: folder + "/none/sessions.csv") })
      #expect(refused?.code == .fileNotWritten)
      #expect(refused?.sentence.contains("Check") == true)
    }
  }

  @Test("name is a folder, refused even when replacing")
  func folderInTheWay() throws {
    try inFolder { folder in
      let path = folder + "/taken"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      let refused = fault(of: { _ = try ExportFile.write([1], to: path, replacing: true) })
      #expect(refused?.code == .fileNotWritten)
    }
  }
}
