/// Turns input reports into presses and releases: the difference of what is pressed from report to
/// report. One call takes one report, as one interrupt transfer or one read of hidraw brings it.
public struct HidButtonReader: Sendable {
  /// One change.
  public struct Edge: Hashable, Sendable {
    /// The button or key.
    public var usage: HidUsage
    /// True when it is pressed, false when it is let go.
    public var isPress: Bool

    /// A change.
    public init(usage: HidUsage, isPress: Bool) {
      self.usage = usage
      self.isPress = isPress
    }
  }

  /// What became of a report.
  public enum Verdict: Hashable, Sendable {
    /// It was read; its edges, if any, were told.
    case read
    /// It is a report without buttons.
    case noButtons
    /// It says that too many keys are pressed to tell which; what was pressed stays.
    case rollOver
    /// It is none of the device's reports, or cut short; what was pressed stays.
    case notAReport
  }

  private let descriptor: HidReportDescriptor
  private var pressed = HidPressedSet()

  /// A reader of the reports of one device; nothing is pressed.
  public init(_ descriptor: HidReportDescriptor) { self.descriptor = descriptor }

  /// How many usages are pressed.
  public var pressedCount: Int { pressed.count }

  /// Takes one report and tells what changed: releases first, then presses.
  public mutating func receive(_ report: [UInt8], _ body: (Edge) -> Void) -> Verdict {
    let bytes = report.span
    guard bytes.count > 0 else { return .notAReport }
    let id = descriptor.isNumbered ? bytes[0] : 0
    guard let size = descriptor.byteCount(of: .input, id: id), bytes.count >= size else {
      return .notAReport
    }
    let start = descriptor.isNumbered ? 1 : 0
    var now = HidPressedSet()
    var (hasButtons, isRollOver) = (false, false)
    for field in descriptor.buttonFields where field.reportID == id {
      hasButtons = true
      isRollOver = isRollOver || field.isRollOver(in: bytes, from: start)
      field.eachPressed(in: bytes, from: start) { now.insert($0, in: id) }
    }
    guard hasButtons else { return .noButtons }
    guard !isRollOver, !now.isOverfull, pressed.canReplace(id, with: now) else { return .rollOver }
    pressed.eachMissing(from: now, in: id) { body(Edge(usage: $0, isPress: false)) }
    now.eachMissing(from: pressed, in: id) { body(Edge(usage: $0, isPress: true)) }
    pressed.replace(id, with: now)
    return .read
  }

  /// Forgets what is pressed without telling of it: the device was opened anew.
  public mutating func restart() { pressed = HidPressedSet() }
}
