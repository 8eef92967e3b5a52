import ControlSocket
import Foundation
import Glibc

// A daemon for tests of its clients, in a process of its own so that it can be stopped and killed.
//
//   ControlProbe serve SOCKET [none]    the real server with a real engine; `none`: nobody has a role
//   ControlProbe hostile SOCKET KIND    greets, then misbehaves
//
// Ends with standard input.
let arguments = CommandLine.arguments
guard arguments.count >= 3 else { exit(64) }
switch arguments[1] {
case "serve":
  let isNobody = arguments.dropFirst(3).first == "none"
  let server = try ProbeServer(
    at: arguments[2], roles: RoleGroups([(4_001, .staff), (4_002, .technician)])
  ) { _ in
    PeerCredentials(process: 1, user: 1_000, groups: isNobody ? [1] : [4_001, 4_002])
  }
  tell("ready")
  while let line = readLine() { server.hear(line) }
  await server.stop()
case "hostile":
  Thread {
    while readLine() != nil {}; exit(0)
  }.start()
  HostileServer.serve(at: arguments[2], arguments.dropFirst(3).first ?? "")
default: exit(64)
}
