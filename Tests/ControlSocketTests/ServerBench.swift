import ControlSocket
import Synchronization

/// A server as tests want it.
enum ServerBench {
  static let staffGroup: UInt32 = 4_001
  static let technicianGroup: UInt32 = 4_002
  static let groups = RoleGroups([
    (staffGroup, .staff), (technicianGroup, .technician), (4_003, .coordinator),
  ])

  static func serve(
    _ folder: SocketFolder, limits: ServerLimits = ServerLimits(),
    groups peer: [UInt32] = [staffGroup],
    notices: HeardNotices = HeardNotices(),
    handler: @escaping ControlServer.Handler = { call, _ in
      call.request == .status ? .success(.status(Samples.fullStatus)) : .success(.done)
    }
  ) throws -> ControlServer {
    try ControlServer(
      at: folder.socket, group: nil, daemon: "0.4.0", roles: groups, limits: limits,
      identify: { _ in PeerCredentials(process: 1, user: 1_000, groups: peer) },
      notice: { notices.add($0) }, handler: handler)
  }

  static func fault(_ body: () throws -> Void) -> ControlFault? {
    do { try body() } catch { return error as? ControlFault }
    return nil
  }
}

/// What the server told.
final class HeardNotices: Sendable {
  private let list = Mutex<[ServerNotice]>([])
  func add(_ notice: ServerNotice) { list.withLock { $0.append(notice) } }
  var faults: [ControlFault.Code] {
    list.withLock { list in
      list.compactMap { if case .turnedAway(_, let fault) = $0 { fault.code } else { nil } }
    }
  }
}
