import ControlSocket
import Foundation
import Readings
import SessionCapture
import SessionHost
import SessionRecord
import SessionStore
import StrictJSON
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
      choice, protocolFile: try Self.protocolFile(command.protocolName), site, now: now)
    standing = try Self.standing(command, walk.definition)
  }

  /// A shipped protocol or any file.
  private static func protocolFile(_ name: String) throws -> (bytes: [UInt8], name: String) {
    if let bytes = ShippedProtocols.bytes(id: name) { return (bytes, name + ".json") }
    guard let data = FileManager.default.contents(atPath: name) else {
      throw Complaint(
        "\(name) is neither a shipped protocol nor a file; shipped are: "
          + ShippedProtocols.all.map { String($0.file.dropLast(5)) }.joined(separator: ", ") + ".",
        .noInput)
    }
    return ([UInt8](data), name)
  }

  private static func standing(
    _ command: RunCommand, _ definition: ProtocolDefinition
  ) throws -> StaffDesk.Standing {
    var standing = StaffDesk.Standing()
    if let path = command.answers {
      standing.answers = try AnswerSheet(file: path, for: definition)
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
