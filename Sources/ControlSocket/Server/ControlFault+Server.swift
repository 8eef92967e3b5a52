extension ControlFault {
  static var notGreeted: ControlFault {
    ControlFault(
      .notGreeted, "Say hello with \(ControlProtocol.version) first; use the walktest program.")
  }

  static var noRole: ControlFault {
    let groups = ControlRole.allCases.map(\.groupName).joined(separator: ", ")
    return ControlFault(
      .noRole,
      "Your account has no role here; ask the technician to put it into one of the groups "
        + "\(groups), then log in again.")
  }

  static func roleMissing(_ kind: ControlRequest.Kind) -> ControlFault {
    let groups = kind.roles.map(\.groupName).joined(separator: " or ")
    return ControlFault(
      .roleMissing,
      "Your account may not ask for \(kind.rawValue); somebody in the group \(groups) can.")
  }

  static func wrongVersion(_ version: String) -> ControlFault {
    ControlFault(
      .wrongVersion,
      "The program speaks \(version.prefix(64)) and this daemon \(ControlProtocol.version); "
        + "install the same version of both.")
  }

  static func tooManyClients(_ count: Int) -> ControlFault {
    ControlFault(
      .tooManyClients, "\(count) programs are connected already; close some that follow a walk.")
  }

  static var tooSlow: ControlFault {
    ControlFault(
      .tooSlow, "The program did not read what it had subscribed to; connect again.")
  }

  static var timedOut: ControlFault {
    ControlFault(
      .timedOut, "The program did not finish what it began to say; connect again.")
  }

  static var replyTooLong: ControlFault {
    ControlFault(.replyTooLong, "The reply does not fit into a line; ask for less at once.")
  }

  static var stopping: ControlFault {
    ControlFault(.stopping, "walktestd is stopping; connect again when it has started.")
  }

  static var unknownPeer: ControlFault {
    ControlFault(.noRole, "The system does not tell whose program this is; log in again.")
  }
}
