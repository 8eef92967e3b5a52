import DeviceProtocols
import Readings

/// Drives a button's driver by hand and keeps what it wants and tells.
struct ButtonBench<Driver: DeviceDriver> {
  var driver: Driver
  var actions: [DriverAction] = []

  /// A driver that has begun at 0.
  init(_ driver: Driver) {
    self.driver = driver
    begin(at: 0)
  }

  mutating func begin(at microseconds: Int64) {
    var heard: [DriverAction] = []
    driver.begin(at: Self.instant(microseconds)) { heard.append($0) }
    actions += heard
  }

  mutating func receive(_ bytes: [UInt8], at microseconds: Int64) {
    var heard: [DriverAction] = []
    driver.receive(bytes, at: Self.instant(microseconds)) { heard.append($0) }
    actions += heard
  }

  mutating func tick(at microseconds: Int64) {
    var heard: [DriverAction] = []
    driver.tick(at: Self.instant(microseconds)) { heard.append($0) }
    actions += heard
  }

  mutating func lose(at microseconds: Int64) {
    var heard: [DriverAction] = []
    driver.lost(at: Self.instant(microseconds)) { heard.append($0) }
    actions += heard
  }

  /// Gives back what was kept, and keeps nothing of it.
  mutating func take() -> [DriverAction] {
    defer { actions = [] }
    return actions
  }

  var edges: [ContactEdge] {
    actions.compactMap { if case .edge(let edge) = $0 { edge } else { nil } }
  }

  var reports: [DeviceReport] {
    actions.compactMap { if case .report(let report) = $0 { report } else { nil } }
  }

  static func instant(_ microseconds: Int64) -> MonotonicInstant {
    MonotonicInstant(microseconds: microseconds)
  }
}

/// An edge in few words: `+0@1000` is contact 0 pressed at 1000 µs.
func spelled(_ edges: [ContactEdge]) -> [String] {
  edges.map { "\($0.isPress ? "+" : "-")\($0.contact)@\($0.at.microseconds)" }
}
