/// One member of the Trackmaster family as data: what differs between treadmills that share the
/// command table of the Trackmaster TMX428 service manual, chapter 8 (facts section 5.1).
///
/// None of it can be heard on the line, so a site chooses the variant and no code guesses it.
public struct TrackmasterVariant: Hashable, Sendable {
  /// What the first of the four digits of a speed is.
  public enum FirstDigit: Hashable, Sendable {
    /// Hundreds: 0031 is 3.1.
    case hundreds
    /// The direction, '0' forward and '3' reverse, before tens, units and tenths (Woodway).
    case direction
  }

  /// What request C3 asks for.
  public enum ThirdRequest: Hashable, Sendable {
    /// The set speed, four digits.
    case setSpeed
    /// The firmware revision, four bytes, most significant first (Woodway).
    case firmware
  }

  /// What request C0 asks for.
  public enum FirstRequest: Hashable, Sendable {
    /// The state of the belt: '1' stopped, '2' running with the communication-disconnect stop,
    /// '3' running without it.
    case beltStatus
    /// Whether the treadmill answers; no public table says what its one byte means (Woodway).
    case communicationTest
  }

  /// The name in configuration and records, such as `trackmaster-tmx`.
  public let id: String
  /// The name for staff.
  public let name: String
  /// Bits per second; 8 data bits, no parity, 1 stop bit, no handshake.
  public let baud: Int
  /// The unit of speed and distance.
  public let unit: BeltUnit
  /// What a speed begins with.
  public let firstDigit: FirstDigit
  /// What C0 asks for.
  public let firstRequest: FirstRequest
  /// What C3 asks for. The driver never sends it; the simulator answers it.
  public let thirdRequest: ThirdRequest
  /// The status requests that the variant knows and the driver may send.
  public let requests: [TrackmasterRequest]
  /// The greatest speed that can be true, in tenths of the unit.
  public let fastestTenths: Int

  init(
    _ id: String, _ name: String, baud: Int, unit: BeltUnit,
    firstDigit: FirstDigit = .hundreds, firstRequest: FirstRequest = .beltStatus,
    thirdRequest: ThirdRequest = .setSpeed,
    requests: [TrackmasterRequest] = TrackmasterRequest.allCases
  ) {
    self.id = id
    self.name = name
    self.baud = baud
    self.unit = unit
    self.firstDigit = firstDigit
    self.firstRequest = firstRequest
    self.thirdRequest = thirdRequest
    self.requests = requests
    fastestTenths = unit == .milesPerHour ? 299 : 480
  }

  /// The variant named `id`; nil when there is none.
  public static func named(_ id: String) -> TrackmasterVariant? { all.first { $0.id == id } }

  /// The variant as the driver table lists it.
  public var deviceVariant: DeviceVariant {
    DeviceVariant(id: id, name: name, line: SerialLine(baud: baud))
  }
}

extension TrackmasterVariant {
  /// All variants. The Medisoft manual settles neither unit nor speed of the line, so a site reads
  /// both off its treadmill and chooses one of four.
  public static let all: [TrackmasterVariant] = [
    trackmasterTMX, geT2100, axelero, woodway, medisoft("4800-kmh", 4_800, .kilometresPerHour),
    medisoft("4800-mph", 4_800, .milesPerHour), medisoft("9600-kmh", 9_600, .kilometresPerHour),
    medisoft("9600-mph", 9_600, .milesPerHour),
  ]

  /// Trackmaster TMX428, TMX58, FVX325, TM400 (TMX428 service manual, pages 65 to 67).
  public static let trackmasterTMX = TrackmasterVariant(
    "trackmaster-tmx", "Trackmaster TMX, FVX and TM", baud: 4_800, unit: .milesPerHour)

  /// GE T2100-ST1 and -ST2, by USB or RS-232 (service manual, page 70).
  public static let geT2100 = TrackmasterVariant(
    "ge-t2100", "GE T2100-ST", baud: 9_600, unit: .milesPerHour)

  /// Axelero Cardio: the Trackmaster table with speeds in km/h.
  public static let axelero = TrackmasterVariant(
    "axelero", "Axelero Cardio", baud: 4_800, unit: .kilometresPerHour)

  /// Woodway with the 4800 baud command table that pyWoodway 0.2.4 speaks; the "standard protocol"
  /// of its manuals at 9600 baud is another one.
  public static let woodway = TrackmasterVariant(
    "woodway", "Woodway", baud: 4_800, unit: .milesPerHour, firstDigit: .direction,
    firstRequest: .communicationTest, thirdRequest: .firmware,
    requests: [.actualSpeed, .beltStatus, .actualElevation])

  private static func medisoft(_ suffix: String, _ baud: Int, _ unit: BeltUnit) -> Self {
    TrackmasterVariant(
      "medisoft-870-\(suffix)", "Medisoft 870, \(baud) baud, \(unit.symbol)", baud: baud,
      unit: unit)
  }
}
