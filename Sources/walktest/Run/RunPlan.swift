import ControlSocket
import Readings
import SessionHost
import SessionRecord
import SessionStore
import WalkProtocol

/// What a run needs before anything is opened: the protocol, who walks, and how far it may go by
/// itself. Everything that could stop the walk later is checked here.
struct RunPlan {
  let walk: WalkPlan
  let standing: StaffDesk.Standing

  init(_ command: RunCommand, _ site: Site, now: WallTime) throws {
    let choice = WalkChoice(
      protocolID: command.protocolName, subject: command.subject, visit: command.visit,
      trial: command.trial, operatorCode: command.operatorCode)
    walk = try WalkPlan(
      choice, protocolFile: try ProtocolShelf.file(command.protocolName, or: .path), site, now: now)
    standing = try Self.standing(command, walk.definition)
  }

  private static func standing(
    _ command: RunCommand, _ definition: ProtocolDefinition
  ) throws -> StaffDesk.Standing {
    var standing = StaffDesk.Standing()
    if let path = command.answers {
      standing.answers = try AnswerFile(path).answers(to: definition)
    }
    standing.waiver = command.waiver
    standing.patience = .seconds(Int64(command.patience))
    standing.closesByItself = command.close
    if let text = command.endReason {
      guard let reason = definition.endReasons.first(where: { $0.rawValue == text.uppercased() })
      else {
        throw Complaint(
          "\(text) is no end reason of \(definition.id); it has: "
            + definition.endReasons.map(\.rawValue).joined(separator: ", ") + ".", .usage)
      }
      standing.endReason = reason
    }
    return standing
  }
}
