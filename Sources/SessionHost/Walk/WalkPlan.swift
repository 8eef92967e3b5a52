package import ControlSocket
import Foundation
import Readings
package import SessionCapture
package import SessionRecord
package import WalkProtocol

/// What a session needs before it is opened: the protocol and who walks. Everything that could stop
/// the walk later is checked here.
package struct WalkPlan: Sendable {
  /// The protocol.
  package let definition: ProtocolDefinition
  /// The protocol file, whose hash the record will carry.
  package let protocolBytes: [UInt8]
  /// Who walks, where.
  package let opening: SessionOpening
  /// The kernel's boot id, 16 bytes.
  package let boot: [UInt8]

  /// The plan of a walk that is to be opened at `now`.
  ///
  /// - Parameter protocolFile: the bytes of a protocol file and what to call it in complaints.
  /// - Throws: `Complaint` that says what stands in the way.
  package init(
    _ choice: WalkChoice, protocolFile: (bytes: [UInt8], name: String), _ site: Site,
    now: WallTime
  ) throws {
    definition = try ProtocolFile.parse(protocolFile.bytes, named: protocolFile.name)
    protocolBytes = protocolFile.bytes
    guard [choice.subject, choice.visit, choice.operatorCode].allSatisfy(Spelling.isCode) else {
      throw Complaint(
        "Subject, visit and operator are codes: 1 to 32 letters, digits, dots, hyphens or "
          + "underscores, the first a letter or digit.", .usage)
    }
    guard (1...max(1, definition.trials.count)).contains(choice.trial) else {
      throw Complaint(
        "\(definition.id) has \(definition.trials.count) walks a visit; --trial \(choice.trial) "
          + "is not one of them.", .usage)
    }
    try site.checkDeviceKey(at: now)
    guard let boot = MachineClocks.bootID() else {
      throw Complaint("The boot id of this machine cannot be read; is /proc mounted?", .notSetUp)
    }
    self.boot = boot
    let owner = try site.deviceOwner()
    opening = SessionOpening(
      session: UUID().uuidString.lowercased(), study: owner[0], site: owner[1], device: owner[2],
      subject: choice.subject, visit: choice.visit, trial: choice.trial,
      operatorCode: choice.operatorCode,
      previousEnd: try site.previousEnd(choice.subject, choice.visit, choice.trial, boot: boot))
  }
}
