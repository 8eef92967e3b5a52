import Glibc

extension PortFault {
  /// What the error `number` means when the node of a button is opened.
  static func opening(_ node: String, _ number: Int32) -> PortFault {
    switch number {
    case ENOENT, ENXIO, ENODEV:
      PortFault(.absent, "The button is not there (\(node)); plug it in.", number)
    case EACCES, EPERM:
      PortFault(
        .noPermission,
        "This user may not open the button (\(node)); run `walktest doctor` and follow its advice.",
        number)
    case EBUSY:
      PortFault(
        .busy, "Another program holds the button (\(node)); close that program, then try again.",
        number)
    case ENOTTY, EINVAL: notAButton(node, number)
    default:
      PortFault(
        .system,
        "The system does not open the button (\(node), error \(number)); plug it in again.",
        number)
    }
  }

  /// What the error `number` means when an open node is read or written.
  static func using(_ node: String, _ number: Int32) -> PortFault {
    switch number {
    case 0, ENODEV, ENXIO, ESHUTDOWN, EIO:
      PortFault(.unplugged, "The button was unplugged (\(node)); plug it in again.", number)
    case EPIPE, EPROTO, ETIMEDOUT:
      PortFault(
        .stalled,
        "The button takes no requests (\(node)); unplug it, wait a moment and plug it in.", number)
    default:
      PortFault(
        .system, "The button cannot be read (\(node), error \(number)); plug it in again.", number)
    }
  }

  /// The node belongs to something else.
  static func notAButton(_ node: String, _ number: Int32 = 0) -> PortFault {
    PortFault(
      .notTheDevice,
      "\(node) is no button any more; run `walktest devices list` and bind the button anew.", number
    )
  }
}
