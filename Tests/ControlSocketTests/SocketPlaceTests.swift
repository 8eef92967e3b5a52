import CLinuxIO
import ControlSocket
import Foundation
import Glibc
import Testing

/// Where a daemon may listen, and who connects.
@Suite struct SocketPlaceTests {
  private static func serve(_ path: String, group: UInt32? = nil) throws -> ControlServer {
    try ControlServer(at: path, group: group, daemon: "0", roles: RoleGroups([])) { _, _ in
      .success(.done)
    }
  }

  private static func code(_ body: () throws -> ControlServer) async -> ControlFault.Code? {
    do { await (try body()).stop() } catch { return (error as? ControlFault)?.code }
    return nil
  }

  @Test("the socket, has mode 0660 and the group it was given")
  func socket_isItsGroups() async throws {
    let folder = try SocketFolder()
    let isRoot = geteuid() == 0
    let server = try Self.serve(folder.socket, group: isRoot ? 4_001 : nil)
    var status = stat()
    #expect(lstat(folder.socket, &status) == 0)
    #expect(status.st_mode == S_IFSOCK | 0o660)
    #expect(status.st_gid == (isRoot ? 4_001 : getegid()))
    await server.stop()
  }

  @Test("a directory that others can write to, belongs to another or is none, is refused")
  func directory_isChecked() async throws {
    let folder = try SocketFolder()
    for mode in [0o775, 0o757, 0o1777] as [mode_t] {
      chmod(folder.path, mode)
      #expect(await Self.code { try Self.serve(folder.socket) } == .badPlace)
    }
    chmod(folder.path, 0o755)
    if geteuid() == 0 {
      chown(folder.path, 4_009, 0)
      #expect(await Self.code { try Self.serve(folder.socket) } == .badPlace)
      chown(folder.path, 0, 0)
    }
    #expect(await Self.code { try Self.serve(folder.path + "/no/s") } == .badPlace)
    #expect(symlink(folder.path, folder.path + "/link") == 0)
    #expect(await Self.code { try Self.serve(folder.path + "/link/s") } == .badPlace)
    #expect(await Self.code { try Self.serve("control.sock") } == .badPlace)
    let long = folder.path + "/" + String(repeating: "x", count: 108)
    #expect(await Self.code { try Self.serve(long) } == .badPlace)
    #expect(await Self.code { try Self.serve(folder.socket) } == nil)
  }

  @Test("a socket whose daemon is no more, is replaced; one that is answered or a file, is not")
  func stale_isReplaced() async throws {
    let folder = try SocketFolder()
    let left = linuxio_local_socket()
    #expect(linuxio_local_bind(left, folder.socket) == 0)
    close(left)
    let server = try Self.serve(folder.socket)
    #expect(await Self.code { try Self.serve(folder.socket) } == .alreadyServed)
    #expect(try ControlClientCheck.ask(folder.socket))
    await server.stop()
    try Data("keep".utf8).write(to: URL(filePath: folder.socket))
    #expect(await Self.code { try Self.serve(folder.socket) } == .badPlace)
    #expect(try String(contentsOfFile: folder.socket, encoding: .utf8) == "keep")
  }

  @Test("a socket that another put in its place, is left alone at stop")
  func others_areLeftAlone() async throws {
    let folder = try SocketFolder()
    let server = try Self.serve(folder.socket)
    unlink(folder.socket)
    let other = linuxio_local_socket()
    defer { close(other) }
    #expect(linuxio_local_bind(other, folder.socket) == 0)
    await server.stop()
    #expect(FileManager.default.fileExists(atPath: folder.socket))
  }

  @Test("the kernel, tells process, user and groups of the other end")
  func credentials_areTheKernels() throws {
    let folder = try SocketFolder()
    let listener = linuxio_local_socket()
    defer { close(listener) }
    #expect(linuxio_local_bind(listener, folder.socket) == 0 && listen(listener, 1) == 0)
    let client = linuxio_local_socket()
    defer { close(client) }
    #expect(linuxio_local_connect(client, folder.socket, 1_000_000) == 0)
    let accepted = linuxio_accept(listener)
    defer { close(accepted) }
    let peer = try #require(PeerCredentials(of: accepted))
    var own = [gid_t](repeating: 0, count: 65_536)
    let count = getgroups(Int32(own.count), &own)
    #expect(peer.process == getpid() && peer.user == geteuid())
    #expect(peer.groups == [getegid()] + own.prefix(Int(max(0, count))))
    #expect(PeerCredentials(of: -1) == nil)
  }

  @Test("root, has every role, and others those of their groups")
  func roles_areGroups() {
    let groups = RoleGroups([(10, .staff), (11, .technician), (11, .coordinator)])
    func roles(_ user: UInt32, _ of: [UInt32]) -> [ControlRole] {
      groups.roles(of: PeerCredentials(process: 1, user: user, groups: of))
    }
    #expect(roles(0, []) == ControlRole.allCases)
    #expect(roles(5, []) == [])
    #expect(roles(5, [9, 10]) == [.staff])
    #expect(roles(5, [11]) == [.technician, .coordinator])
    #expect(RoleGroups.number(ofGroup: "root") == 0)
    #expect(RoleGroups.number(ofGroup: "no-such-group-here") == nil)
  }
}

/// Asks one thing of a daemon as whoever runs the tests.
enum ControlClientCheck {
  static func ask(_ path: String) throws -> Bool {
    do throws(ControlFault) {
      var client = try ControlClient.connect(to: path, program: "check")
      return try client.ask(.arm) == .done
    } catch {
      // Without root's roles the daemon of these tests knows nobody; it answers all the same.
      return error.code == .noRole
    }
  }
}
