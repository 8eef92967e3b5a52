import ControlSocket
import DaemonRig
import Foundation
import Testing
import WalkProtocol

/// Who may talk to the daemon, asked by a program of another account that shares no code with it.
@Suite("walktestd, accounts", .serialized, .enabled(if: getuid() == 0))
struct AccountTests {
  /// Says hello and asks for the status; prints what comes back, or the name of the error.
  private static let script = """
    import errno, json, socket, sys
    line = lambda **members: (json.dumps(members) + "\\n").encode()
    end = socket.socket(socket.AF_UNIX)
    end.settimeout(20)
    reply = b""
    try:
        end.connect(sys.argv[1])
    except OSError as error:
        sys.exit(print(errno.errorcode[error.errno]))
    try:
        end.sendall(line(id=1, request="hello", version=sys.argv[2], program="test")
                    + line(id=2, request="arm"))
    except (BrokenPipeError, ConnectionResetError):
        pass  # Refused before it was said; why is there to be read.
    try:
        while (chunk := end.recv(4096)) and (reply := reply + chunk).count(b"\\n") < 2:
            pass
    except ConnectionResetError:
        pass  # What was said before is in reply.
    sys.stdout.buffer.write(reply)
    """

  /// What the program prints, run with the group `group` and no other.
  private func hello(
    _ site: DaemonSite, group: UInt32 = 65_534, version: String = ControlProtocol.version,
    user: UInt32 = 65_534
  ) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/setpriv")
    process.arguments = [
      "--reuid=\(user)", "--regid=\(group)", "--clear-groups", "/usr/bin/python3", "-c",
      Self.script, site.socket, version,
    ]
    process.standardOutput = output
    try process.run()
    // The program bounds its own waits.
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func messages(_ output: String) throws -> [ControlMessage] {
    try output.split(separator: "\n").map { try ControlMessage(parsing: Array($0.utf8)) }
  }

  @Test("an account outside the socket's group, turned away by the system")
  func outsideGroup() throws {
    let site = try DaemonSite()
    let daemon = try RunningDaemon.ready(site)
    #expect(try hello(site) == "EACCES\n")
    #expect(try DaemonClient(site).status().phase == .idle)
    try daemon.kill()
  }

  @Test("an account in the socket's group without a role, refused with the groups that have one")
  func noRole() throws {
    let site = try DaemonSite(["control.group": "\"nogroup\""])
    let daemon = try RunningDaemon.ready(site)
    let replies = try messages(try hello(site))
    guard case .refusal(_, let fault) = try #require(replies.last) else {
      Issue.record("not refused: \(replies)")
      return
    }
    #expect(fault.code == .noRole && fault.description.contains("walktest-staff"))
    #expect(!replies.contains { if case .reply = $0 { true } else { false } }, "\(replies)")
    #expect(daemon.log.contains("client turned away"), "\(daemon.log)")
    try daemon.kill()
  }

  @Test("root has every role; another version of the protocol is told to install the same")
  func wrongVersion() throws {
    let site = try DaemonSite()
    let daemon = try RunningDaemon.ready(site)
    #expect(try DaemonClient(site).roles == ControlRole.allCases)
    let replies = try messages(try hello(site, group: 0, version: "walktest-control/9", user: 0))
    guard case .refusal(_, let fault) = try #require(replies.last) else {
      Issue.record("not refused: \(replies)")
      return
    }
    #expect(fault.code == .wrongVersion && fault.description.contains("walktest-control/9"))
    let good = try messages(try hello(site, group: 0, user: 0))
    guard case .refusal(2, let noSession) = try #require(good.last) else {
      Issue.record("not answered: \(good)")
      return
    }
    #expect(noSession.reason == "no-session")
    try daemon.kill()
  }
}
