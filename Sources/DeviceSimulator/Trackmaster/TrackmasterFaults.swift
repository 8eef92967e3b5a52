public import Readings

/// What goes wrong with a simulated treadmill of the Trackmaster family. The default is nothing.
public struct TrackmasterFaults: Hashable, Sendable {
  /// When the emergency stop holds the power cut. At its end the treadmill is switched on again: it
  /// sends 'T' and answers nothing until its deck stands level.
  public var powerCuts: [Range<MonotonicInstant>] = []
  /// Whether the port goes with the power, as it does when the treadmill holds the USB chip.
  public var portGoesWithPower = false
  /// When requests are heard and not answered.
  public var silences: [Range<MonotonicInstant>] = []
  /// When the speed is told as 999.9.
  public var invalidSpeeds: [Range<MonotonicInstant>] = []
  /// Answers that end after half of their bytes, in per mille.
  public var halfAnswersPerMille: Int64 = 0
  /// Answers with one to three bytes before them that belong to none, in per mille.
  public var garbagePerMille: Int64 = 0
  /// Requests and commands that are answered with another byte instead: BE, BF or DF.
  public var refusals: [UInt8: UInt8] = [:]
  /// Every byte reaches the host by itself.
  public var splitsAnswers = false
  /// Host and treadmill run at different speeds: each byte from the host is answered by noise.
  public var hasWrongBaud = false

  /// No faults.
  public init() {}
}

/// How a simulated treadmill of the Trackmaster family is made.
public struct TrackmasterSettings: Hashable, Sendable {
  /// Whether request C7 is answered with a distance; many treadmills answer 0000 for ever.
  public var countsDistance = false
  /// What the distance counter showed before, in hundredths of a mile or kilometre.
  public var firstCount: Int64 = 0
  /// The slowest speed a belt starts with, in tenths of the unit.
  public var slowestTenths: Int64 = 2
  /// The steepest elevation, in tenths of a per cent.
  public var steepestTenths: Int64 = 250
  /// The firmware revision that a Woodway tells.
  public var firmware: UInt32 = 0x0001_0203
  /// From switching on to the first answer: the deck goes down first.
  public var powerUpTime = Microseconds.seconds(4)

  /// A usual treadmill.
  public init() {}
}
