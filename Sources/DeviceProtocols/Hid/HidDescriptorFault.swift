/// Why a report descriptor cannot be read.
public struct HidDescriptorFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// A stable name of the fault. The limits are those of Linux 6.1 (`hid-core.c`, `hid.h`): a device
  /// beyond them has no hidraw node.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// There are no bytes, or more than 4096.
    case length = "hid-descriptor-length"
    /// The last item is cut off.
    case truncated = "hid-descriptor-truncated"
    /// A collection is not closed, or closed without being open, or the same of push and pop.
    case unbalanced = "hid-descriptor-unbalanced"
    /// More than four saved states (push).
    case tooDeep = "hid-descriptor-too-deep"
    /// Report id 0, which is reserved, or above 255.
    case reportID = "hid-descriptor-report-id"
    /// A field of more than 256 bits or 12288 cells.
    case fieldSize = "hid-descriptor-field-size"
    /// A report of more than 16384 bytes.
    case reportSize = "hid-descriptor-report-size"
  }

  /// Which fault.
  public var code: Code
  /// Where in the descriptor the item begins that is at fault, in bytes.
  public var offset: Int

  /// One sentence for staff that says what to do.
  public var description: String {
    "The button describes itself in a way that cannot be read (\(code.rawValue), byte \(offset)); "
      + "plug it in again, and use another button if this stays."
  }
}
