import Foundation
import SessionHost

/// Files that a user names.
enum FileBytes {
  /// The content of a file.
  ///
  /// - Throws: `Complaint` that says whether it is missing, a directory or not readable.
  static func read(_ path: String) throws -> [UInt8] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw Complaint("There is no file \(path); check the path.", .noInput)
    }
    guard !isDirectory.boolValue else {
      throw Complaint("\(path) is a directory; name a file in it.", .noInput)
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Complaint("\(path) cannot be read; check its rights.", .noInput)
    }
    return Array(data)
  }
}
