import Foundation
import SessionRecord
import WalkProtocol

/// The protocols that a host knows by name.
package enum ProtocolShelf {
  /// Where a protocol may be that is not shipped.
  package enum Elsewhere: Sendable {
    /// In this directory, as `NAME.json`: the name comes from a client and must not lead out of it.
    case directory(String)
    /// Anywhere: the name is a path, given by a person who can read the file anyway.
    case path
  }

  /// The file of the shipped protocol called `name`, or of one elsewhere.
  ///
  /// - Throws: `Complaint` naming the protocols there are.
  package static func file(
    _ name: String, or elsewhere: Elsewhere
  ) throws -> (bytes: [UInt8], name: String) {
    if let bytes = ShippedProtocols.bytes(id: name) { return (bytes, name + ".json") }
    let (path, kind): (String?, String) =
      switch elsewhere {
      case .directory(let directory):
        (Spelling.isCode(name) ? "\(directory)/\(name).json" : nil, "a protocol of this host")
      case .path: (name, "a shipped protocol or a file")
      }
    guard let path, let data = FileManager.default.contents(atPath: path) else {
      let ids = ShippedProtocols.all.map { String($0.file.dropLast(5)) }
      throw Complaint(
        "\(name) is not \(kind); shipped are: " + ids.joined(separator: ", ") + ".", .noInput)
    }
    return ([UInt8](data), elsewhere.isPath ? name : name + ".json")
  }
}

extension ProtocolShelf.Elsewhere {
  fileprivate var isPath: Bool {
    if case .path = self { true } else { false }
  }
}
