package import SessionRecord
package import SessionStore

/// The exit statuses of walktest, after sysexits.h; listed in `walktest --help`
/// and in the manual page of `walktestd`.
package enum ExitStatus: Int32, CaseIterable {
  case finding = 1
  case usage = 64
  case data = 65
  case noInput = 66
  case unavailable = 69
  case cannotCreate = 73
  case inputOutput = 74
  case notNow = 75
  case wrongProtocol = 76
  case noPermission = 77
  case notSetUp = 78

  package init(_ code: VerdictCode) {
    switch code {
    case .pathMissing, .recordMissing: self = .noInput
    case .diskFull, .notWritable, .alreadyExists: self = .cannotCreate
    case .diskFault: self = .inputOutput
    case .keyFilePermissions: self = .noPermission
    default: self = .data
    }
  }

  package init(_ code: StoreFault.Code) {
    switch code {
    case .missing, .notADirectory, .notAnArchive: self = .notSetUp
    case .notFound, .ambiguous: self = .noInput
    case .notPermitted, .readOnly, .diskFull, .alreadyThere: self = .cannotCreate
    case .inputOutput, .indexMissing, .indexDamaged, .indexTooNew, .indexBusy, .indexNotDurable,
      .syncAlreadyRunning, .captureAlreadyRunning:
      self = .inputOutput
    default: self = .data
    }
  }
}
