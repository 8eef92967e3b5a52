import ControlSocket
import DaemonRig
import Foundation

/// A program of an account of its own at the control socket. It shares no code with the daemon.
struct ForeignClient {
  /// Sends the lines of its arguments; prints what comes back, or the name of the error.
  private static let script = """
    import errno, socket, sys
    lines = [line.encode() + b"\\n" for line in sys.argv[2:]]
    end = socket.socket(socket.AF_UNIX)
    end.settimeout(20)
    reply = b""
    try:
        end.connect(sys.argv[1])
    except OSError as error:
        sys.exit(print(errno.errorcode[error.errno]))
    try:
        end.sendall(b"".join(lines))
    except (BrokenPipeError, ConnectionResetError):
        pass  # Refused before it was said; why is there to be read.
    try:
        while (chunk := end.recv(4096)) and (reply := reply + chunk).count(b"\\n") < len(lines):
            pass
    except ConnectionResetError:
        pass  # What was said before is in reply.
    sys.stdout.buffer.write(reply)
    """

  /// The account's number; it need not have a name.
  var user: UInt32
  /// The groups that it is in, and no others.
  var groups: [UInt32]

  /// Says hello and `requests`, which are numbered from 1, and gives what the daemon says.
  ///
  /// - Parameter requests: the members of each but its number, as JSON without the braces.
  func say(
    _ site: DaemonSite, version: String = ControlProtocol.version, _ requests: [String]
  ) throws -> [ControlMessage] {
    try output(site, version: version, requests).split(separator: "\n").map {
      try ControlMessage(parsing: Array($0.utf8))
    }
  }

  /// What the program prints.
  func output(
    _ site: DaemonSite, version: String = ControlProtocol.version, _ requests: [String] = []
  ) throws -> String {
    let hello = #""request":"hello","version":"\#(version)","program":"test""#
    let lines = ([hello] + requests).enumerated().map { #"{"id":\#($0),\#($1)}"# }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/setpriv")
    process.arguments =
      [
        "--reuid=\(user)", "--regid=\(groups.first ?? user)",
        "--groups=\(groups.map(String.init).joined(separator: ","))", "/usr/bin/python3", "-c",
        Self.script, site.socket,
      ] + lines
    process.standardOutput = output
    try process.run()
    // The program bounds its own waits.
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw RigFault("the client failed") }
    return String(decoding: bytes, as: UTF8.self)
  }
}
