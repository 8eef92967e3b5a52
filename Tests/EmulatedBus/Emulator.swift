import Foundation

/// The emulator as a program: whether it can run, where it is, and the socket that it connects to.
public enum Emulator {
  /// Whether tests on the emulated bus shall run: umockdev is installed, or this is continuous
  /// integration, where its absence must fail the tests and not skip them.
  public static let shallRun =
    FileManager.default.isExecutableFile(atPath: wrapper)
    || ProcessInfo.processInfo.environment["CI"] == "true"
  /// The reason a skipped test shows.
  public static let absent = "no emulated devices: install umockdev and libumockdev-dev"

  /// What puts a program onto emulated devices.
  public static let wrapper = "/usr/bin/umockdev-wrapper"
  /// The emulator, built when it is out of date.
  public static let program: Result<String, any Error> = Result {
    let build = Process()
    let output = Pipe()
    build.executableURL = package.appending(path: "scripts/build-emulator")
    build.standardOutput = output
    try build.run()
    let path = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    build.waitUntilExit()
    guard build.terminationStatus == 0 else { throw RigFault.noEmulator }
    return path.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The file with what udev tells of a device: `treadmill-adapter`, a serial adapter of FTDI with
  /// serial number TM0001 at port 1-3, or `foot-switch`, with one pedal at port 1-4.
  public static func description(of device: String) -> String {
    package.appending(path: "Tests/umockdev-emulator/devices/\(device).umockdev").path
  }

  private static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A socket that listens at `path`; the caller closes it.
  public static func listen(at path: String) throws -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw RigFault.noSocket
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) }
    }
    guard listener >= 0, bound == 0, Foundation.listen(listener, 1) == 0 else {
      throw RigFault.noSocket
    }
    return listener
  }
}
