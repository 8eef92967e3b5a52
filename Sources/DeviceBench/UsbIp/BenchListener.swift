import Glibc

/// A socket on which others knock.
enum BenchListener {
  /// Listens on a TCP port of this machine alone, or of `address`; port 0 lets the system choose.
  static func tcp(port: UInt16, address: String = "127.0.0.1") throws(UsbIpFault) -> Int32 {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    guard inet_pton(AF_INET, address, &name.sin_addr) == 1 else {
      throw UsbIpFault(.system, "\(address) is no IPv4 address.")
    }
    let listener = try make(AF_INET)
    var one: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    return try open(listener, &name, "\(address):\(port)")
  }

  /// Listens on a socket in the file system that its owner alone may use. A socket that an earlier run
  /// left there is replaced, nothing else is.
  static func local(path: String) throws(UsbIpFault) -> Int32 {
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: name.sun_path) else {
      throw UsbIpFault(.system, "The path of the control socket is too long; choose another.")
    }
    withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes) }
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK { unlink(path) }
    let before = umask(0o177)
    defer { umask(before) }
    return try open(try make(AF_UNIX), &name, path)
  }

  /// The next who knocks, as a stream that does not block; nil when there is nobody.
  static func accept(_ listener: Int32) -> Int32? {
    let stream = Glibc.accept(listener, nil, nil)
    guard stream >= 0 else { return nil }
    _ = fcntl(stream, F_SETFL, O_NONBLOCK)
    _ = fcntl(stream, F_SETFD, FD_CLOEXEC)
    // A USB transfer must not wait for a fuller packet. Local sockets refuse the option, rightly.
    var one: Int32 = 1
    setsockopt(
      stream, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    return stream
  }

  /// The port that the system chose; nil when it does not tell.
  static func port(of listener: Int32) -> UInt16? {
    var name = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isKnown = withUnsafeMutablePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &size) == 0 }
    }
    return isKnown ? UInt16(bigEndian: name.sin_port) : nil
  }

  private static func make(_ family: Int32) throws(UsbIpFault) -> Int32 {
    let kind =
      Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let listener = socket(family, kind, 0)
    guard listener >= 0 else { throw UsbIpFault(system: "No sockets are to be had", errno) }
    return listener
  }

  private static func open<Name>(
    _ listener: Int32, _ name: inout Name, _ what: String
  ) throws(UsbIpFault) -> Int32 {
    let size = socklen_t(MemoryLayout<Name>.size)
    let isBound = withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) == 0 }
    }
    guard isBound, listen(listener, 8) == 0 else {
      let number = errno
      close(listener)
      throw UsbIpFault(system: "\(what) cannot be listened on", number)
    }
    return listener
  }
}
