import ArgumentParser
import DeviceProtocols
import Foundation
import SessionHost

/// `walktest devices pages`: the driver table as one page a device.
struct DevicesPagesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pages", abstract: "Write one page a device, and an index of them.")
  @Option(name: .shortAndLong, help: ArgumentHelp("A directory for them.", valueName: "dir"))
  var output: String

  func run() async throws {
    try await answering {
      try FileManager.default.createDirectory(
        atPath: output, withIntermediateDirectories: true)
      for page in DevicePage.all {
        try Data(page.text.utf8).write(
          to: URL(filePath: output).appending(path: page.file), options: .atomic)
      }
    }
  }
}
