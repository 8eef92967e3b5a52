import Foundation
import SessionCapture
import SessionRecord
import SessionStore
import WalkProtocol

/// An error as a person is told it: one sentence on standard error and an exit status.
package struct Complaint: Error, CustomStringConvertible {
  package var sentence: String
  package var status: ExitStatus

  package init(_ sentence: String, _ status: ExitStatus) {
    self.sentence = sentence
    self.status = status
  }

  package var description: String { sentence }

  /// Any error of walktest's modules as a complaint.
  package init(_ error: any Error) {
    switch error {
    case let complaint as Complaint: self = complaint
    case let fault as RecordFault: self.init("\(fault)", ExitStatus(fault.code))
    case let fault as StoreFault: self.init("\(fault)", ExitStatus(fault.code))
    case let fault as JournalFault:
      self.init("\(fault)", fault.code == .diskFull ? .cannotCreate : .data)
    case let fault as ProtocolFault: self.init("\(fault)", .data)
    case let fault as PackageTextFault: self.init("\(fault)", .data)
    case let fault as ReplayFault: self.init("\(fault)", .data)
    case let error as CocoaError: self.init(error)
    default: self.init("\(error)", .inputOutput)
    }
  }

  /// What Foundation says of a file, in words: its own description is for programmers.
  private init(_ error: CocoaError) {
    let details = error.userInfo
    let path = error.filePath ?? error.url?.path ?? "A file"
    let cause = (details[NSUnderlyingErrorKey] as? any Error) as NSError?
    let number = cause?.domain == NSPOSIXErrorDomain ? Int32(cause?.code ?? 0) : 0
    let reason = number == 0 ? "refused by the system" : String(cString: strerror(number))
    switch number {
    case ENOSPC, EDQUOT:
      self.init("\(path): \(reason). Free space on the disk and try again.", .cannotCreate)
    case EACCES, EPERM, EROFS:
      self.init(
        "\(path): \(reason). Ask a technician to check its rights and how the disk is mounted.",
        .cannotCreate)
    case EEXIST, ENOTDIR, ENOENT:
      self.init("\(path): \(reason). Check the path.", .cannotCreate)
    default: self.init("\(path): \(reason). Check the path and the disk.", .inputOutput)
    }
  }
}
