import ControlSocket
import SessionHost
import TrialExport
import TrialSync

extension Complaint {
  /// Any error of a command as a complaint.
  init(ofCommand error: any Error) {
    switch error {
    case let fault as ExportFault: self.init("\(fault)", ExitStatus(fault.code))
    case let fault as TrialDatabaseFault: self.init("\(fault)", ExitStatus(fault.code))
    case let fault as ControlFault: self.init(fault)
    default: self.init(error)
    }
  }
}

extension ExitStatus {
  init(_ code: ExportFault.Code) {
    switch code {
    case .filterNotUnderstood: self = .usage
    case .fileExists, .fileNotWritten: self = .cannotCreate
    default: self = .data
    }
  }

  init(_ code: TrialDatabaseFault.Code) {
    switch code {
    case .foreign, .tooNew, .damaged: self = .data
    default: self = .inputOutput
    }
  }
}
