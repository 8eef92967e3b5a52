import Readings

/// The page of a device under `docs/devices/`, the same headings on every one.
public struct DevicePage: Sendable {
  /// The file's name.
  public let file: String
  /// Its text, in Markdown.
  public let text: String

  /// All pages, and the index of them, by the names of their files.
  public static var all: [DevicePage] {
    DriverTable.all.map(DevicePage.init) + DriverTable.heard.map(DevicePage.init) + [index]
  }

  /// The page of a device that is plugged in.
  public init(_ device: DeviceDescription) {
    var parts = Parts(device.name, device.support, device.prose)
    parts.gives = device.channels.isEmpty ? Self.gives(device.role) : Self.table(device.channels)
    parts.attaching = Self.attaching(device)
    parts.faults = device.knownFaults
    parts.tested = device.tested
    file = device.id + ".md"
    text = parts.text
  }

  /// The page of a device that is heard through a stick.
  public init(_ device: HeardDevice) {
    var parts = Parts(device.name, device.support, device.prose)
    parts.gives = Self.table(device.channels)
    parts.attaching = [
      device.prose.attaching,
      Self.facts([
        ("Driver", "`\(device.driver.rawValue)`"),
        ("Stalled after", Self.seconds(device.stallTime)),
      ]),
    ]
    parts.faults = device.knownFaults
    parts.tested = device.tested
    file = device.id + ".md"
    text = parts.text
  }

  init(file: String, text: String) {
    self.file = file
    self.text = text
  }

  private static func gives(_ role: DeviceRole) -> String {
    switch role {
    case .stick:
      "What it hears: an [ANT+ foot pod](ant-foot-pod.md) or an [ANT+ treadmill](ant-treadmill.md)."
    case .button:
      "Presses and releases, each with its time. A press starts, marks or ends; a hold may end the "
        + "walk, as the walking protocol says."
    case .treadmill: "Nothing that is recorded."
    }
  }

  private static func table(_ channels: [ChannelPromise]) -> String {
    var lines = ["| Channel | Unit in the record | Step |", "|---|---|---|"]
    for promise in channels {
      lines.append("| \(promise.channel.rawValue) | \(unit(promise.channel)) | \(promise.step) |")
    }
    return lines.joined(separator: "\n")
  }

  private static func unit(_ channel: Channel) -> String {
    switch channel {
    case .speed: "mm/s"
    case .distance: "µm"
    case .strides: "strides"
    }
  }

  static func seconds(_ time: Microseconds) -> String { "\(time.count / 1_000_000) s of silence" }

  static func facts(_ rows: [(String, String)]) -> String {
    rows.map { "- \($0.0): \($0.1)" }.joined(separator: "\n")
  }
}

/// The parts of a page that every device has.
private struct Parts {
  let name: String
  let support: SupportLevel
  let prose: DeviceProse
  var gives = ""
  var attaching: [String] = []
  var faults: [String] = []
  var tested: [String] = []

  init(_ name: String, _ support: SupportLevel, _ prose: DeviceProse) {
    self.name = name
    self.support = support
    self.prose = prose
  }

  var text: String {
    """
    <!-- Made from the driver table by `walktest devices pages`; edit the table. -->
    # \(name)

    Support: **\(support.rawValue)** (\(support.meaning)).

    ## What it is

    \(prose.what)

    ## What it gives

    \(gives)

    ## How it is attached

    \(attaching.joined(separator: "\n\n"))

    ## Setting it up

    \(numbered(prose.setUp))

    ## Known faults

    \(faults.isEmpty ? "None is known." : bullets(faults))

    ## What was tested, and against whom

    \(bullets(tested))

    ## Sources

    \(bullets(prose.sources))

    """
  }

  private func bullets(_ lines: [String]) -> String {
    lines.map { "- " + $0 }.joined(separator: "\n")
  }

  private func numbered(_ lines: [String]) -> String {
    lines.enumerated().map { "\($0.offset + 1). \($0.element)" }.joined(separator: "\n")
  }
}
