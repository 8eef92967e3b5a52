import Glibc

/// Which other process holds a device's node, as far as /proc tells: the processes of other users
/// can be looked into by root alone.
public struct HolderOfNode: Hashable, Sendable, CustomStringConvertible {
  /// The process.
  public var process: Int32
  /// Its program's name, at most 15 characters.
  public var name: String

  /// Such as `ModemManager (process 812)`.
  public var description: String { "\(name) (process \(process))" }

  /// All processes but this one that have `file` open.
  ///
  /// - Parameter processes: where the kernel shows processes.
  public static func all(of file: String, processes: String = "/proc") -> [HolderOfNode] {
    let target = FileIdentity(file)
    let own = getpid()
    return names(in: processes).compactMap(Int32.init).sorted().filter { $0 != own }
      .filter { holds(file, target, "\(processes)/\($0)/fd") }
      .map { HolderOfNode(process: $0, name: name(of: $0, processes)) }
  }

  /// Whether a link in `directory` leads to `file`, by its name or by being the same file.
  private static func holds(
    _ file: String, _ target: FileIdentity?, _ directory: String
  ) -> Bool {
    names(in: directory).map { "\(directory)/\($0)" }.contains { link in
      destination(of: link) == file || (target != nil && FileIdentity(link) == target)
    }
  }

  private static func destination(of link: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(link, &buffer, buffer.count)
    guard count > 0 else { return nil }
    return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func name(of process: Int32, _ processes: String) -> String {
    let file = open("\(processes)/\(process)/comm", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "a program" }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = read(file, &buffer, buffer.count)
    let text = buffer.prefix(max(0, count)).prefix { $0 != 0x0A }
    return text.isEmpty ? "a program" : String(decoding: text, as: UTF8.self)
  }

  private static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var result: [String] = []
    while let entry = readdir(stream) {
      // The name ends within the entry; the imported array of 256 bytes may not be touched whole.
      guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
      let start = UnsafeRawPointer(entry).advanced(by: offset)
      let name = String(cString: start.assumingMemoryBound(to: CChar.self))
      if name != ".", name != ".." { result.append(name) }
    }
    return result
  }
}

/// Which file a path leads to, whatever the names on the way.
private struct FileIdentity: Equatable {
  private let device: UInt
  private let number: UInt

  /// The file behind `path`, links followed; nil when there is none, or it may not be looked at.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = status.st_dev
    number = status.st_ino
  }
}

extension PortFault {
  /// The fault with who holds the node in its sentence, when it is busy and /proc tells.
  func namingHolder(of file: String, processes: String) -> PortFault {
    guard code == .busy else { return self }
    let holders = HolderOfNode.all(of: file, processes: processes)
    guard !holders.isEmpty else { return self }
    let list = holders.map(\.description).joined(separator: " and ")
    return PortFault(
      .busy, "\(file) is held by \(list); end that program, and it is opened by itself.", number)
  }
}
