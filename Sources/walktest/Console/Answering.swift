import ArgumentParser
import Foundation
import SessionHost

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
