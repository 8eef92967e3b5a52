import Foundation
import Readings
import SessionCapture
import SessionRecord
import SessionStore
import StrictJSON
import WalkProtocol

/// What a run needs before anything is opened: the protocol, who walks, and how far it may go by
/// itself. Everything that could stop the walk later is checked here.
struct RunPlan {
  let definition: ProtocolDefinition
  let protocolBytes: [UInt8]
  let opening: SessionOpening
  let standing: StaffDesk.Standing
  let boot: [UInt8]

  init(_ command: RunCommand, _ site: Site, now: WallTime) throws {
    (definition, protocolBytes) = try Self.readProtocol(command.protocolName)
    guard command.trial <= definition.trials.count else {
      throw Complaint(
        "\(definition.id) has \(definition.trials.count) walks a visit; --trial \(command.trial) "
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
      subject: command.subject, visit: command.visit, trial: command.trial,
      operatorCode: command.operatorCode,
      previousEnd: try site.previousEnd(command.subject, command.visit, command.trial, boot: boot))
    standing = try Self.standing(command, definition)
  }

  private static func readProtocol(_ name: String) throws -> (ProtocolDefinition, [UInt8]) {
    if let bytes = ShippedProtocols.bytes(id: name) {
      return (try ProtocolFile.parse(bytes, named: name + ".json"), bytes)
    }
    guard let data = FileManager.default.contents(atPath: name) else {
      let ids = ShippedProtocols.all.map { String($0.file.dropLast(5)) }
      throw Complaint(
        "\(name) is neither a shipped protocol nor a file; shipped are: "
          + ids.joined(separator: ", ") + ".", .noInput)
    }
    let bytes = [UInt8](data)
    return (try ProtocolFile.parse(bytes, named: name), bytes)
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

extension Site {
  /// Study, site and device of this host, as its key was enrolled.
  func deviceOwner() throws -> [String] {
    let key = try keys.privateKey(at: keys.devicePath)
    let owner = try keys.trust().key(key.keyID).owner.split(separator: "/").map(String.init)
    guard owner.count == 3 else {
      throw Complaint("The key of this device has no study/site/device as its owner.", .data)
    }
    return owner
  }

  /// END of the visit's walk before `trial`, when it lies in this boot: the rest between two walks
  /// can only be measured on one clock.
  func previousEnd(
    _ subject: String, _ visit: String, _ trial: Int, boot: [UInt8]
  ) throws -> MonotonicInstant? {
    guard trial > 1 else { return nil }
    let digits = boot.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let ends = try packages().compactMap { package -> Int64? in
      let record = package.record
      guard record.subject == subject, record.visit == visit, record.trial < Int64(trial),
        record.clock.boot.filter({ $0 != "-" }) == digits
      else { return nil }
      return record.walk?["end"]?["at_us"]?.integer
    }
    return ends.max().map(MonotonicInstant.init(microseconds:))
  }
}
