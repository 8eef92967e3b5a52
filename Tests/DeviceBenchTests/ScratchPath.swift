import Glibc

/// A directory of its own for one test; it goes away with its last reference.
final class ScratchPath {
  let directory: String

  init() {
    var template = Array("/tmp/walktest-bench-XXXXXX".utf8CString)
    directory = template.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress, mkdtemp(start) != nil else { return "" }
      return String(cString: start)
    }
  }

  deinit {
    unlink(port)
    rmdir(directory)
  }

  /// A path in it.
  var port: String { directory + "/port" }

  /// Where the link at `port` leads; nil when there is none.
  var target: String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let start = buffer.baseAddress else { return nil }
      let count = readlink(port, start, 255)
      guard count > 0 else { return nil }
      buffer[count] = 0
      return String(cString: start)
    }
  }
}
