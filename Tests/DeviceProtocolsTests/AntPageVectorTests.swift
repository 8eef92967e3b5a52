import DeviceProtocols
import Foundation
import Testing
import WalktestTesting

/// Page bytes with the values that an independent implementation expects of them.
@Suite(.enabled(if: Captures.shallRun, Comment(rawValue: Captures.absent)))
struct AntPageVectorTests {
  /// An expected value of any kind.
  enum Value: Decodable, Equatable {
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([String])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else {
        self = .list(try container.decode([String].self))
      }
    }
  }

  struct Case: Decodable {
    var profile: String
    var pages: [String]
    var expect: [String: Value]

    enum CodingKeys: String, CodingKey {
      case profile, expect
      case pages = "pages_hex"
    }
  }

  @Test("all 44 cases, every expected value is read")
  func allCases_everyValueRead() throws {
    let file = Data(try Captures.bytes("vectors/ant-pages.json"))
    let cases = try JSONDecoder().decode([Case].self, from: file)
    #expect(cases.count == 44)
    var compared = 0
    for entry in cases {
      let pages = entry.pages.compactMap { AntPage(bytes(hex: $0)) }
      #expect(pages.count == entry.pages.count)
      let values =
        switch entry.profile {
        case "SDM": SdmValues.read(pages)
        case "FE": FeValues.read(pages)
        default: CommonValues.read(pages)
        }
      for (name, expected) in entry.expect {
        #expect(values[name] == expected, "\(name) of \(entry.pages)")
        compared += 1
      }
    }
    #expect(compared == 77)
  }
}

/// The values of foot pod pages under the names of the vectors.
enum SdmValues {
  typealias Value = AntPageVectorTests.Value

  static func read(_ pages: [AntPage]) -> [String: Value] {
    var values: [String: Value] = [:]
    var time = RollingCounter(roll: 51_200)
    var distance = RollingCounter(roll: 4_096)
    var strides = RollingCounter(roll: 256)
    var calories = RollingCounter(roll: 256)
    for page in pages {
      switch SdmPage(page) {
      case .main(let main):
        values["speed_m_s"] = .number(Double(main.speed.count) / 256)
        values["latency_s"] = .number(Double(main.latency) / 32)
        values["time_s_raw"] = .number(Double(main.time) / 200)
        values["distance_m_raw"] = .number(Double(main.distance) / 16)
        values["strides_raw"] = .number(Double(main.strides))
        time.advance(to: Int64(main.time))
        distance.advance(to: Int64(main.distance))
        strides.advance(to: Int64(main.strides))
      case .supplementary(let page):
        values.merge(status(page.status)) { $1 }
        if let value = page.calories { calories.advance(to: Int64(value)) }
      case .capabilities(let fields): values["valid"] = .list(names(fields))
      default: Issue.record("no reading of \(page.bytes)")
      }
    }
    values["delta_time_s"] = .number(Double(time.total) / 200)
    values["delta_distance_m"] = .number(Double(distance.total) / 16)
    values["delta_strides"] = .number(Double(strides.total))
    values["delta_calories_kcal"] = .number(Double(calories.total))
    return values
  }

  static func status(_ status: SdmStatus) -> [String: Value] {
    let use =
      switch status.use {
      case .inactive: "inactive"
      case .active: "active"
      case .reserved2, .reserved3: "reserved"
      }
    return [
      "location": .text("\(status.location)"), "battery": .text("\(status.battery)"),
      "health": .text("\(status.health)"), "use_state": .text(use),
    ]
  }

  static func names(_ fields: SdmFields) -> [String] {
    let all: [(SdmFields, String)] = [
      (.time, "time"), (.distance, "distance"), (.speed, "speed"), (.latency, "latency"),
      (.cadence, "cadence"), (.calories, "calories"),
    ]
    return all.filter { fields.contains($0.0) }.map(\.1)
  }
}

/// The values of fitness equipment pages under the names of the vectors.
enum FeValues {
  typealias Value = AntPageVectorTests.Value

  static func read(_ pages: [AntPage]) -> [String: Value] {
    var values: [String: Value] = [:]
    var counters = Counters()
    // The peer starts from a clear lap bit; a host that knows no earlier page counts one less.
    var laps = FeLapCounter(startingFrom: false)
    for page in pages {
      if let state = FeState(page) {
        laps.receive(state.lap)
        values["state"] = .text(name(state.activity))
      }
      read(page, &values, &counters)
    }
    values["lap_toggles"] = .number(Double(laps.laps))
    values["elapsed_s"] = .number(Double(counters.elapsed.total) / 4)
    values["distance_m"] = .number(Double(counters.distance.total))
    values["delta_positive_vertical_m"] = .number(Double(counters.ascent.total) / 10)
    values["delta_negative_vertical_m"] = .number(-Double(counters.descent.total) / 10)
    return values
  }

  struct Counters {
    var elapsed = RollingCounter(roll: 256)
    var distance = RollingCounter(roll: 256)
    var ascent = RollingCounter(roll: 256)
    var descent = RollingCounter(roll: 256)
  }

  static func read(_ page: AntPage, _ values: inout [String: Value], _ counters: inout Counters) {
    switch FePage(page) {
    case .general(let general):
      counters.elapsed.advance(to: Int64(general.elapsed))
      counters.distance.advance(to: Int64(general.distance))
      values["speed_m_s"] = general.speed.map { .number(Double($0) / 1000) }
      values["heart_rate"] = general.heartRate.map { .number(Double($0)) }
      let sources = ["invalid", "antplus", "em", "hand"]
      values["hr_source"] = .text(sources[Int(general.heartRateSource.rawValue)])
      values["distance_enabled"] = .flag(general.distanceEnabled)
      values["virtual_speed"] = .flag(general.speedIsVirtual)
    case .metabolic(let metabolic):
      values["mets"] = .number(Double(metabolic.metabolicEquivalents) / 100)
      values["kcal_per_h"] = .number(Double(metabolic.burnRate) / 10)
    case .treadmill(let treadmill):
      counters.ascent.advance(to: Int64(treadmill.ascent))
      counters.descent.advance(to: Int64(treadmill.descent))
      values["sends_positive_vertical"] = .flag(treadmill.sendsAscent)
      values["sends_negative_vertical"] = .flag(treadmill.sendsDescent)
    case .capabilities(let capabilities):
      values["max_resistance_n"] = .number(Double(capabilities.largestResistance))
      values["basic_resistance"] = .flag(capabilities.basicResistance)
    case .settings, .common, .other: break
    }
  }

  static func name(_ activity: FeState.Activity) -> String {
    switch activity {
    case .unknown: "unknown"
    case .asleep: "asleep"
    case .ready: "ready"
    case .inUse: "in_use"
    case .finishedOrPaused: "finished"
    case .other(let bits): "other \(bits)"
    }
  }
}

/// The values of common pages under the names of the vectors.
enum CommonValues {
  typealias Value = AntPageVectorTests.Value

  static func read(_ pages: [AntPage]) -> [String: Value] {
    var values: [String: Value] = [:]
    for page in pages {
      switch AntCommonPage(page) {
      case .commandStatus(let status):
        values["last_command"] = .number(Double(status.lastCommand))
        values["sequence"] = .number(Double(status.sequence))
        values["status"] = .text("\(status.outcome)")
        values["data"] = .number(Double(status.data))
      case .product(let product):
        values["software"] = .text(product.softwareVersion)
        values["serial"] = product.serial.map { .number(Double($0)) }
      case .battery(let battery):
        values["battery_status"] = .text("\(battery.level)")
        values["voltage_v"] = battery.millivolts.map { .number(Double($0) / 1000) }
        values["count"] = battery.count.map { .number(Double($0)) }
        values["id"] = battery.identifier.map { .number(Double($0)) }
        values["operating_time_s"] = .number(Double(battery.operatingSeconds))
      default: Issue.record("no reading of \(page.bytes)")
      }
    }
    return values
  }
}
