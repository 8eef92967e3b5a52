public import Readings

/// One whole answer of a treadmill of the Trackmaster family (facts section 5.1).
public struct TrackmasterAnswer: Hashable, Sendable {
  /// What an answer is by its first byte.
  public enum Kind: Hashable, Sendable {
    /// D0 and one byte.
    case beltStatus
    /// D1 and four digits.
    case actualSpeed
    /// D2 and four digits.
    case actualElevation
    /// D7 and four digits.
    case distance
    /// D3 to DD without those above: answers to requests that this host never sends.
    case other
    /// BE out of range, BF illegal command, DF request not recognised.
    case refused
    /// BD: a belt that another host started with the disconnect stop missed its commands (Woodway).
    case masterTimeOut
    /// 'T': the treadmill was switched on and tests whether its line is looped back.
    case selfTest
  }

  /// The bytes, 1 to 5.
  public let raw: RawBytes

  init(_ raw: RawBytes) { self.raw = raw }

  /// What it is.
  public var kind: Kind {
    switch raw[0] {
    case 0xD0: .beltStatus
    case 0xD1: .actualSpeed
    case 0xD2: .actualElevation
    case 0xD7: .distance
    case 0xBD: .masterTimeOut
    case 0xBE, 0xBF, 0xDF: .refused
    case 0x54: .selfTest
    default: .other
    }
  }

  /// The digit at `offset` behind the first byte, 0 to 9.
  public func digit(_ offset: Int) -> Int { Int(raw[offset &+ 1] & 0x0F) }

  /// The four digits as one number, 0 to 9999.
  public var number: Int {
    ((digit(0) &* 10 &+ digit(1)) &* 10 &+ digit(2)) &* 10 &+ digit(3)
  }

  /// How many bytes follow `first`; nil when no answer begins with it.
  @inline(__always)
  static func dataCount(after first: UInt8) -> Int? {
    switch first {
    case 0xD0: 1
    case 0xD1...0xD7, 0xDA...0xDD: 4
    case 0xD8, 0xD9: 2
    case 0xBD, 0xBE, 0xBF, 0xDF, 0x54: 0
    default: nil
    }
  }
}
