import CLinuxIO
import Glibc

/// The place in the file system at which a daemon listens.
struct SocketPlace {
  /// The socket that listens; does not wait.
  let listener: Int32
  private let path: String
  private let device: UInt
  private let inode: UInt

  /// Makes the socket, with mode 0660 for its owner and `group` (nil: the process's own).
  ///
  /// - Throws: `ControlFault` of code `badPlace`, `alreadyServed` or `system`.
  init(path: String, group: UInt32?) throws(ControlFault) {
    try Self.checkDirectory(of: path)
    try Self.removeStale(path)
    let socket = linuxio_local_socket()
    guard socket >= 0 else {
      throw .system("No sockets are to be had", errno)
    }
    do throws(ControlFault) {
      try Self.listen(socket, path, group)
      var status = stat()
      guard lstat(path, &status) == 0 else { throw .system("\(path) cannot be looked at", errno) }
      device = status.st_dev
      inode = status.st_ino
    } catch {
      close(socket)
      throw error
    }
    self.path = path
    listener = socket
  }

  /// Stops listening, and removes the socket unless another stands there by now.
  func leave() {
    var status = stat()
    if lstat(path, &status) == 0, status.st_dev == device, status.st_ino == inode { unlink(path) }
    close(listener)
  }

  /// Whoever can write to the directory could put another socket there and ask staff for anything.
  private static func checkDirectory(of path: String) throws(ControlFault) {
    guard path.hasPrefix("/"), let slash = path.lastIndex(of: "/"),
      path.utf8.count <= Int(LINUXIO_LONGEST_SOCKET_PATH)
    else {
      throw ControlFault(
        .badPlace,
        "\(path) cannot be a control socket; give a path from / of at most "
          + "\(LINUXIO_LONGEST_SOCKET_PATH) bytes.")
    }
    let directory = slash == path.startIndex ? "/" : String(path[..<slash])
    var status = stat()
    guard lstat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw ControlFault(
        .badPlace, "\(directory) is no directory; create it for the user of walktestd.")
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw ControlFault(
        .badPlace,
        "\(directory) belongs to another user; give it to the user of walktestd or to root.")
    }
    guard status.st_mode & 0o022 == 0 else {
      throw ControlFault(
        .badPlace,
        "Others than its owner can write to \(directory); run chmod 0755 \(directory).")
    }
  }

  /// Removes a socket that a daemon left which is no more; nothing else is ever removed.
  private static func removeStale(_ path: String) throws(ControlFault) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw ControlFault(
        .badPlace, "\(path) is there and is no socket; move it away.")
    }
    let probe = linuxio_local_socket()
    guard probe >= 0 else { throw .system("No sockets are to be had", errno) }
    defer { close(probe) }
    // A live daemon whose queue is full is live: only a refusal proves that nobody listens.
    _ = linuxio_no_waiting(probe)
    guard linuxio_local_connect(probe, path, 0) == ECONNREFUSED else {
      throw ControlFault(
        .alreadyServed,
        "Another walktestd answers at \(path); stop it with systemctl stop walktestd.")
    }
    guard unlink(path) == 0 || errno == ENOENT else {
      throw .system("The socket that an earlier daemon left at \(path) cannot be removed", errno)
    }
  }

  private static func listen(
    _ socket: Int32, _ path: String, _ group: UInt32?
  ) throws(ControlFault) {
    // On Linux a bound socket takes its mode from the descriptor: nobody else's, not even for a
    // moment. Before `listen` nobody can connect anyway.
    guard fchmod(socket, 0o600) == 0 else { throw .system("The control socket failed", errno) }
    let error = linuxio_local_bind(socket, path)
    guard error == 0 else { throw .system("The socket \(path) cannot be made", error) }
    let isReady =
      (group.map { lchown(path, uid_t.max, $0) == 0 } ?? true) && chmod(path, 0o660) == 0
      && linuxio_no_waiting(socket) == 0 && Glibc.listen(socket, 128) == 0
    guard isReady else {
      let number = errno
      unlink(path)
      throw .system("The socket \(path) cannot be given to its group", number)
    }
  }
}

extension ControlFault {
  /// A refusal of the system.
  static func system(_ what: String, _ number: Int32) -> ControlFault {
    ControlFault(.system, "\(what) (\(String(cString: strerror(number)))); restart the machine.")
  }
}
