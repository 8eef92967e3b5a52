/// The pages that every ANT+ profile shares (facts section 2, "Common pages").
public enum AntCommonPage: Hashable, Sendable {
  /// Page 70, a request for another page.
  case request(AntPageRequest)
  /// Page 71, what became of the last command.
  case commandStatus(AntCommandStatus)
  /// Page 80, maker and model.
  case manufacturer(AntManufacturerPage)
  /// Page 81, software revision and serial number.
  case product(AntProductPage)
  /// Page 82, battery.
  case battery(AntBatteryPage)
  /// Page 83, date and time.
  case dateTime(AntDateTimePage)

  /// The reading of `page`, or nil when it is no common page known here.
  public init?(_ page: AntPage) {
    switch page.number {
    case 70: self = .request(AntPageRequest(page))
    case 71: self = .commandStatus(AntCommandStatus(page))
    case 80: self = .manufacturer(AntManufacturerPage(page))
    case 81: self = .product(AntProductPage(page))
    case 82: self = .battery(AntBatteryPage(page))
    case 83: self = .dateTime(AntDateTimePage(page))
    default: return nil
    }
  }
}

/// Page 70 (0x46): asks the other side to send a page. Sent as an acknowledged message.
public struct AntPageRequest: Hashable, Sendable {
  /// The page wanted.
  public var page: UInt8
  /// How often it shall be sent, 1 to 127; bit 7 asks for acknowledged messages.
  public var times: UInt8

  /// A request for `page`, to be sent `times` times.
  public init(page: UInt8, times: UInt8 = 4) {
    self.page = page
    self.times = times
  }

  /// The reading of a page 70: b5 times, b6 page, b7 command type (01 page).
  public init(_ page: AntPage) {
    self.init(page: page[6], times: page[5])
  }

  /// The page as sent: `46 FF FF FF FF nn pp 01`.
  public var encoded: AntPage { AntPage(0x46, 0xFF, 0xFF, 0xFF, 0xFF, times, page, 1) }
}

/// Page 71 (0x47): what became of the last command.
public struct AntCommandStatus: Hashable, Sendable {
  /// How a command ended. A number without a name is kept.
  public enum Outcome: Hashable, Sendable {
    case pass, fail, unsupported, rejected, pending, uninitialised
    case other(UInt8)

    init(_ byte: UInt8) {
      switch byte {
      case 0: self = .pass
      case 1: self = .fail
      case 2: self = .unsupported
      case 3: self = .rejected
      case 4: self = .pending
      case 0xFF: self = .uninitialised
      default: self = .other(byte)
      }
    }
  }

  /// The last command's page number; FF when none came.
  public var lastCommand: UInt8
  /// Its sequence number.
  public var sequence: UInt8
  /// How it ended.
  public var outcome: Outcome
  /// Data of the command.
  public var data: UInt32

  /// The reading of a page 71: b1 command, b2 sequence, b3 status, b4-7 data.
  public init(_ page: AntPage) {
    lastCommand = page[1]
    sequence = page[2]
    outcome = Outcome(page[3])
    data = page.u32(4)
  }
}

/// Page 80 (0x50): who made it.
public struct AntManufacturerPage: Hashable, Sendable {
  /// Revision of the hardware.
  public var hardwareRevision: UInt8
  /// The maker's number in the ANT+ list.
  public var manufacturer: UInt16
  /// The maker's number of the model.
  public var model: UInt16

  /// A maker and model.
  public init(hardwareRevision: UInt8, manufacturer: UInt16, model: UInt16) {
    self.hardwareRevision = hardwareRevision
    self.manufacturer = manufacturer
    self.model = model
  }

  /// The reading of a page 80: b3 hardware, b4-5 maker, b6-7 model.
  public init(_ page: AntPage) {
    self.init(hardwareRevision: page[3], manufacturer: page.u16(4), model: page.u16(6))
  }

  /// The page as sent.
  public var encoded: AntPage {
    AntPage(
      80, 0xFF, 0xFF, hardwareRevision, manufacturer.byte(0), manufacturer.byte(1), model.byte(0),
      model.byte(1))
  }
}

/// Page 81 (0x51): which software and which piece.
public struct AntProductPage: Hashable, Sendable {
  /// Supplementary software revision, nil when not told (FF).
  public var supplementaryRevision: UInt8?
  /// Main software revision.
  public var mainRevision: UInt8
  /// Serial number, nil when not told (FFFFFFFF).
  public var serial: UInt32?

  /// A software revision and serial number.
  public init(supplementaryRevision: UInt8?, mainRevision: UInt8, serial: UInt32?) {
    self.supplementaryRevision = supplementaryRevision
    self.mainRevision = mainRevision
    self.serial = serial
  }

  /// The reading of a page 81: b2 supplementary, b3 main, b4-7 serial.
  public init(_ page: AntPage) {
    let serial = page.u32(4)
    self.init(
      supplementaryRevision: page[2] == 0xFF ? nil : page[2], mainRevision: page[3],
      serial: serial == 0xFFFF_FFFF ? nil : serial)
  }

  /// The software version in thousandths: main / 10, or (main × 100 + supplementary) / 1000.
  public var softwareThousandths: Int {
    Int(mainRevision) * 100 + Int(supplementaryRevision ?? 0)
  }

  /// The software version as text, such as `1.234`.
  public var softwareVersion: String {
    let rest = String(softwareThousandths % 1000)
    let zeros = String(repeating: "0", count: 3 - rest.utf8.count)
    return "\(softwareThousandths / 1000).\(zeros)\(rest)"
  }

  /// The page as sent.
  public var encoded: AntPage {
    let number = serial ?? 0xFFFF_FFFF
    return AntPage(
      81, 0xFF, supplementaryRevision ?? 0xFF, mainRevision, number.byte(0), number.byte(1),
      number.byte(2), number.byte(3))
  }
}
