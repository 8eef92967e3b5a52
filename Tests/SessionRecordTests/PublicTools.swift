import Foundation

/// Runs programs that are not ours, as an auditor would.
enum PublicTools {
  /// Whether these programs are installed. In CI they must be, so there the tests run and fail.
  static func areThere(_ names: String...) -> Bool {
    if ProcessInfo.processInfo.environment["CI"] == "true" { return true }
    return names.allSatisfy { name in
      ["/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/"].contains {
        FileManager.default.isExecutableFile(atPath: $0 + name)
      }
    }
  }

  /// Runs `script` with bash in `directory`; its exit status and what it printed.
  static func bash(_ script: String, in directory: String) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-eu", "-c", script]
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
