import Glibc

/// The symbolic link by which a host finds a pseudo-terminal, as udev makes one for a device: it
/// comes and goes with the device, and always leads to the one that is plugged in.
struct TerminalLink: Sendable {
  let path: String

  /// Makes the link, or moves it from a terminal before, in one step.
  ///
  /// - Throws: `BenchFault` when something else lies there: a bench removes nothing but links to
  ///   pseudo-terminals.
  func point(to terminal: String) throws(BenchFault) {
    var status = stat()
    if lstat(path, &status) == 0, !(target?.hasPrefix("/dev/pts/") ?? false) {
      throw BenchFault(
        .pathTaken, "\(path) exists and is no link to a pseudo-terminal; name another path.",
        EEXIST)
    }
    let new = "\(path).new-\(getpid())"
    unlink(new)
    guard symlink(terminal, new) == 0, rename(new, path) == 0 else {
      let code = errno
      unlink(new)
      throw BenchFault(
        .linkNotMade,
        "\(path) cannot be made: \(String(cString: strerror(code))). Check the directory.", code)
    }
  }

  /// Removes the link unless another bench has taken it meanwhile.
  func remove(ifPointingTo terminal: String) {
    if target == terminal { unlink(path) }
  }

  private var target: String? {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(PATH_MAX)) { buffer in
      guard let start = buffer.baseAddress else { return nil }
      let count = readlink(path, start, buffer.count)
      return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }
  }
}
