public import Readings

/// How a simulated console is made.
public struct CsafeSettings: Hashable, Sendable {
  /// The unit byte of its speeds; 49 is 0.1 km/h.
  public var speedUnit: UInt8 = 49
  /// The unit byte of its distances; 35 is 0.01 km.
  public var distanceUnit: UInt8 = 35
  /// The unit byte of its grades; 76 is 0.1 %.
  public var gradeUnit: UInt8 = 76
  /// Maker, class, model, hardware, software.
  public var version: [UInt8] = [9, 2, 6, 9, 11]
  /// Its serial number; empty gives nine zeros, as a real console does.
  public var serial = "CT-20417"
  /// Commands it does not know and answers by its status alone.
  public var unknown: Set<UInt8> = []
  /// Commands it does not even answer.
  public var ignored: Set<UInt8> = []
  /// Whether the odometer comes big-endian, as from a real console, and not little-endian.
  public var odometerIsBigEndian = true
  /// What the odometer showed at first, in the distance unit.
  public var odometer: UInt32 = 0x0031_6C4B
  /// What the distance of the present use showed at first, in the distance unit.
  public var horizontal: Int64 = 0
  /// From a request to its answer.
  public var answerDelay = Microseconds.milliseconds(8)
  /// Whether its answers call it "off line" (9) while it is used by hand, as a real one does.
  public var saysOffLine = false

  /// A usual treadmill's console.
  public init() {}
}

/// What goes wrong with a simulated console. The default is nothing.
public struct CsafeFaults: Hashable, Sendable {
  /// When it is switched off or its cable is out: requests are lost.
  public var silences: [Range<MonotonicInstant>] = []
  /// Answers that do not come, in per mille.
  public var lostPerMille: Int64 = 0
  /// Answers with one byte changed on the line, in per mille.
  public var damagedPerMille: Int64 = 0
  /// Requests that are answered by the answer before once more, in per mille.
  public var repeatedPerMille: Int64 = 0
  /// Answers with one to three bytes before them that belong to none, in per mille.
  public var garbagePerMille: Int64 = 0
  /// Every byte reaches the host by itself.
  public var splitsAnswers = false
  /// The line returns what the host sends.
  public var echoes = false
  /// Checksums are sent without stuffing, as some programs do.
  public var sendsRawChecksums = false

  /// No faults.
  public init() {}
}

/// The states of a console, as the low four bits of its status byte tell them.
public enum CsafeState: UInt8, Sendable, CaseIterable {
  /// A fault of its own.
  case error = 0
  /// Waits for someone.
  case ready = 1
  /// Waits for a host's next command.
  case idle = 2
  /// Somebody has identified themselves.
  case haveID = 3
  /// In use.
  case inUse = 5
  /// Paused.
  case paused = 6
  /// The use is finished; its numbers still stand.
  case finished = 7
  /// Used without its host.
  case offLine = 9
}
