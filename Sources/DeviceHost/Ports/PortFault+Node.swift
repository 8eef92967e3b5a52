import Glibc

extension PortFault {
  /// Why the node at `path` could not be opened, from the error number.
  init(opening path: String, _ number: Int32) {
    switch number {
    case ENOENT, ENXIO, ENODEV:
      self.init(.absent, "\(path) is not there; plug the device in again.", number)
    case EACCES, EPERM:
      self.init(
        .noPermission,
        "This account may not open \(path); install walktest's udev rules and add the account to "
          + "the group walktest (walktest doctor shows how), then plug the device in again.", number
      )
    case EBUSY: self.init(busy: path, number)
    default:
      self.init(
        .system, "\(path) cannot be opened: \(String(cString: strerror(number))).", number)
    }
  }

  /// The node at `path` is held by another program.
  init(busy path: String, _ number: Int32) {
    self.init(
      .busy, "\(path) is held by another program; end that program, and it is opened by itself.",
      number)
  }
}
