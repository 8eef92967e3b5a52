import DeviceProtocols
import DeviceSimulator
import Readings

/// `button`: twenty thousand presses on each kind of button, as the kernel's input layer, a HID
/// report, an X-keys report and the Big Red Button's answer tell them, read by their drivers.
/// Allocations are counted from the hundredth report on.
func measureButtons(_ arguments: [String]) throws -> Measured {
  let choices: [(DriverChoice, [UInt8])] = [
    (DriverChoice(driver: .button), []),
    (DriverChoice(driver: .hidButton), SimulatedFootSwitch.reportDescriptor),
    (DriverChoice(driver: .xkeys, variant: XkeysModel.pedal.rawValue), []),
    (DriverChoice(driver: .bigRedButton), []),
  ]
  var (edges, reports) = (0, 0)
  var steadyAllocations: UInt64 = 0
  var total: [(String, Int64)] = []
  for (choice, descriptor) in choices {
    let presses = ButtonPresses(choice.driver)
    let driver = choice.makeDriver(
      source: DeviceSource(1), networkKey: .publicNetwork, reportDescriptor: descriptor,
      keyCodes: [30])
    guard var driver else { throw BenchmarkFault("no driver \(choice.driver.rawValue)") }
    driver.begin(at: presses.at(0)) { _ in }
    let numbers = Probe.run {
      var before: UInt64 = 0
      for index in 0..<ButtonPresses.count {
        if index == 100 { before = Probe.allocations ?? 0 }
        driver.receive(presses.report(index), at: presses.at(index)) { action in
          if case .edge = action { edges &+= 1 }
        }
      }
      steadyAllocations &+= (Probe.allocations ?? 0) &- before
    }
    reports += ButtonPresses.count
    total = total.isEmpty ? numbers : zip(total, numbers).map { ($0.0, $0.1 + $1.1) }
  }
  guard edges >= reports - 8 else { throw BenchmarkFault("\(edges) edges of \(reports) reports") }
  let found: [(String, Int64)] = [
    ("messages", Int64(reports)), ("readings", Int64(edges)),
    ("steady_allocations", Int64(steadyAllocations)),
  ]
  return Measured(numbers: total + found)
}

/// A finger that presses and lets go, once each 100 ms: two reports, made beforehand.
private struct ButtonPresses {
  static let count = 40_000
  private let pressed: [UInt8]
  private let released: [UInt8]

  init(_ driver: DriverID) {
    switch driver {
    case .button:
      pressed = Self.event(value: 1)
      released = Self.event(value: 0)
    case .hidButton:
      pressed = [0, 0, 0x04, 0, 0, 0, 0, 0]
      released = [UInt8](repeating: 0, count: 8)
    case .xkeys:
      released = [UInt8](repeating: 0, count: SimulatedXkeysPedal.reportSize)
      pressed = released.enumerated().map { $0.offset == 2 ? 0x02 : $0.element }
    default:
      pressed = [0x16, 0, 0, 0, 0, 0, 0, 0]
      released = [0x17, 0, 0, 0, 0, 0, 0, 0]
    }
  }

  func report(_ index: Int) -> [UInt8] { index % 2 == 0 ? pressed : released }

  func at(_ index: Int) -> MonotonicInstant {
    MonotonicInstant(microseconds: 1_000_000 + Int64(index) * 50_000)
  }

  private static func event(value: Int32) -> [UInt8] {
    let at = MonotonicInstant(microseconds: 1_000_000)
    var bytes: [UInt8] = []
    for record in [
      EvdevRecord(at: at, type: 1, code: 30, value: value),
      EvdevRecord(at: at, type: 0, code: 0, value: 0),
    ] { record.append(to: &bytes) }
    return bytes
  }
}
