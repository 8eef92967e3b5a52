import Foundation
import Testing

@testable import DeviceHost

/// Who holds a file, as /proc tells.
struct HolderOfNodeTests {
  @Test("a child holds the file, is named with its number, and no more when it ended")
  func child() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/node"
    try Data().write(to: URL(filePath: path))
    symlink(path, directory.path + "/by-id")
    let child = Process()
    let (input, output) = (Pipe(), Pipe())
    child.executableURL = URL(filePath: "/bin/sh")
    child.arguments = ["-c", "exec 7<\"$0\"; echo open; read line", path]
    child.standardInput = input
    child.standardOutput = output
    try child.run()
    // It has the file open when it says so.
    #expect(output.fileHandleForReading.availableData.count == 5)
    let expected = [HolderOfNode(process: child.processIdentifier, name: "sh")]
    #expect(HolderOfNode.all(of: path) == expected)
    #expect(HolderOfNode.all(of: directory.path + "/by-id") == expected)
    let busy = PortFault(busy: path, EBUSY).namingHolder(of: path, processes: "/proc")
    #expect(busy.description.contains("sh (process \(child.processIdentifier))"))
    try input.fileHandleForWriting.close()
    child.waitUntilExit()
    #expect(HolderOfNode.all(of: path) == [])
  }

  @Test("/proc tells nothing, the sentence stays as it was")
  func noProc() {
    let busy = PortFault(busy: "/dev/ttyUSB0", EBUSY)
    #expect(busy.namingHolder(of: "/dev/ttyUSB0", processes: "/nowhere") == busy)
    #expect(HolderOfNode.all(of: "/dev/ttyUSB0", processes: "/nowhere") == [])
  }
}
