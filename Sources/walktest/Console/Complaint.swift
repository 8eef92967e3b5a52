import ArgumentParser
import ControlSocket
import Foundation
import SessionHost
import TrialExport
import TrialSync

/// Runs a command's body; what it throws becomes one sentence and an exit status.
func answering(_ body: () async throws -> Void) async throws {
  // A reader that goes away, as in `walktest demo | head`, must not kill a walk.
  signal(SIGPIPE, SIG_IGN)
  do {
    try await body()
    try Console.checkWritten()
  } catch let code as ExitCode {
    throw code
  } catch {
    let complaint = Complaint(ofCommand: error)
    Console.complain("walktest: \(complaint.sentence)")
    throw ExitCode(complaint.status.rawValue)
  }
}

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
