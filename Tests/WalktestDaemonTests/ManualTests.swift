import DaemonRig
import Foundation
import SessionHost
import Testing

@Suite("walktestd(8)")
struct ManualTests {
  @Test("the exit statuses of the page, those of the help, each one that there is")
  func statuses() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appending(path: "packaging/man/walktestd.8"), encoding: .utf8)
    let section = page.components(separatedBy: ".Sh ").first { $0.hasPrefix("EXIT STATUS\n") }
    let told = try #require(section).split(separator: "\n").compactMap { line in
      line.hasPrefix(".It ") ? Int32(line.dropFirst(4)) : nil
    }
    #expect(told.first == 0)
    #expect(Set(told.dropFirst()).isSubset(of: Set(ExitStatus.allCases.map(\.rawValue))))
    let help = try help().components(separatedBy: "\n\n").first { $0.hasPrefix("EXIT STATUS\n") }
    let numbers = try #require(help).split { !$0.isNumber }.compactMap { Int32($0) }
    #expect(numbers == told)
  }

  private func help() throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: RunningDaemon.program)
    process.arguments = ["--help"]
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: text, as: UTF8.self)
  }
}
