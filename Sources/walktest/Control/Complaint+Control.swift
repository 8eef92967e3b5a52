import ControlSocket
import Foundation
import Glibc
import SessionHost

extension Complaint {
  /// What the daemon or the way to it refused.
  init(_ fault: ControlFault) { self.init(fault.description, ExitStatus(fault.code)) }

  /// The account may not open the socket at `path`, or has no role behind it: which groups it
  /// needs, and the command that puts it there.
  init(noWayIn fault: ControlFault, at path: String) {
    var status = stat()
    let group =
      fault.code == .noPermission && stat(path, &status) == 0
      ? getgrgid(status.st_gid).map { String(cString: $0.pointee.gr_name) } : nil
    let groups = [group, ControlRole.staff.groupName].compactMap { $0 }.filter { $0 != "root" }
    let list = groups.joined(separator: ",")
    let account = NSUserName()
    self.init(
      "The account \(account) may not run walks; let an administrator run "
        + "usermod -aG \(list) \(account), then log in again.", .noPermission)
  }
}

extension ExitStatus {
  init(_ code: ControlFault.Code) {
    switch code {
    case .notRunning, .noAnswer, .closed, .stopping, .tooManyClients, .timedOut, .tooSlow:
      self = .unavailable
    case .noPermission, .noRole, .roleMissing: self = .noPermission
    case .rejected, .failed: self = .notNow
    case .badRequest, .textTooLong, .badPlace: self = .usage
    case .malformedLine, .lineTooLong, .wrongVersion, .notGreeted, .replyTooLong:
      self = .wrongProtocol
    case .alreadyServed, .system: self = .inputOutput
    }
  }
}
