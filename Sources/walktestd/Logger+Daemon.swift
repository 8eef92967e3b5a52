import ControlSocket
import Logging
import SiteConfiguration

extension Logger.Level {
  /// The level that the configuration names.
  init(_ level: LogLevel) { self = Logger.Level(rawValue: level.rawValue) ?? .info }
}

extension Logger {
  /// Tells who connects and who is turned away; a client may not fill the journal, so that those who
  /// come and go are told only to who looks for them.
  func log(_ notice: ServerNotice) {
    switch notice {
    case .greeted(let peer, let program):
      debug("client connected", metadata: ["program": "\(program)"].merging(peer.members) { $1 })
    case .left(let peer): debug("client left", metadata: peer.members)
    case .turnedAway(let peer, let fault):
      info(
        "client turned away",
        metadata: ["code": "\(fault.code.rawValue)"].merging(peer?.members ?? [:]) { $1 })
    }
  }
}

extension ControlPeer {
  fileprivate var members: Logger.Metadata {
    ["pid": "\(credentials.process)", "uid": "\(credentials.user)"]
  }
}
