import CLinuxIO
import Glibc

/// Who is at the other end of a connection, as the kernel noted it when they connected.
public struct PeerCredentials: Hashable, Sendable {
  /// The process.
  public var process: Int32
  /// Its user.
  public var user: UInt32
  /// Its groups, the first its own, then the supplementary ones.
  public var groups: [UInt32]

  /// Credentials.
  public init(process: Int32, user: UInt32, groups: [UInt32]) {
    self.process = process
    self.user = user
    self.groups = groups
  }

  /// The credentials of the other end of a local socket (SO_PEERCRED and SO_PEERGROUPS of unix(7)).
  /// The kernel tells the process's own groups: asking the user database instead could wait for a
  /// directory server, and would tell of groups that the process has given up.
  ///
  /// - Returns: nil when the kernel does not tell.
  public init?(of socket: Int32) {
    var peer = linuxio_peer()
    guard linuxio_peer(socket, &peer) == 0 else { return nil }
    var groups = [UInt32](repeating: 0, count: 64)
    var count = UInt32(groups.count)
    var error = linuxio_peer_groups(socket, &groups, &count)
    if error == ERANGE {
      groups = [UInt32](repeating: 0, count: Int(count))
      error = linuxio_peer_groups(socket, &groups, &count)
    }
    guard error == 0 else { return nil }
    self.init(
      process: peer.pid, user: peer.uid, groups: [peer.gid] + groups.prefix(Int(count)))
  }
}

/// A client as the daemon knows it.
public struct ControlPeer: Hashable, Sendable {
  /// The connection's own number, never used again while the daemon runs.
  public var connection: UInt64
  /// Who it is.
  public var credentials: PeerCredentials
  /// What it may do.
  public var roles: [ControlRole]

  /// A client.
  public init(connection: UInt64, credentials: PeerCredentials, roles: [ControlRole]) {
    self.connection = connection
    self.credentials = credentials
    self.roles = roles
  }
}

/// Which group of the system gives which role.
public struct RoleGroups: Hashable, Sendable {
  private var roles: [UInt32: Set<ControlRole>]

  /// The roles of groups by their numbers.
  public init(_ groups: [(group: UInt32, role: ControlRole)]) {
    roles = [:]
    for (group, role) in groups { roles[group, default: []].insert(role) }
  }

  /// The groups `walktest-staff`, `walktest-technician` and `walktest-coordinator` of this system;
  /// a group that it does not have gives nobody its role. Asks the user database: once, at start.
  public static func ofSystem() -> RoleGroups {
    RoleGroups(
      ControlRole.allCases.compactMap { role in
        number(ofGroup: role.groupName).map { ($0, role) }
      })
  }

  /// The number of a group; nil when the system has none of this name.
  public static func number(ofGroup name: String) -> UInt32? {
    var entry = group()
    var found: UnsafeMutablePointer<group>?
    var buffer = [CChar](repeating: 0, count: 1 << 16)
    guard getgrnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else {
      return nil
    }
    return entry.gr_gid
  }

  /// The roles of an account, in their order; root has all.
  public func roles(of credentials: PeerCredentials) -> [ControlRole] {
    ControlRole.allCases.filter { role in
      credentials.user == 0
        || credentials.groups.contains { roles[$0]?.contains(role) ?? false }
    }
  }
}
