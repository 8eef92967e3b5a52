import DeviceHost
import DeviceProtocols
import Readings
import StrictJSON

/// The newest of everything that devices tell.
struct WatchBoard {
  private struct Link {
    var readings: [Channel: Reading] = [:]
    var belt: BeltState?
    var edges = 0
    var lastEdge: ContactEdge?
    /// Latency of the last frame and the longest one so far.
    var latency: Microseconds?
    var longestLatency = Microseconds.zero
  }

  private var links: [DeviceSource: Link] = [:]

  /// Takes an event in that is handled at `now`.
  mutating func hear(_ event: HostEvent, at now: MonotonicInstant) {
    switch event {
    case .report(let source, .reading(let reading), _):
      links[source, default: Link()].readings[reading.value.channel] = reading
    case .report(let source, .belt(let state), _): links[source, default: Link()].belt = state
    case .edge(let source, let edge):
      links[source, default: Link()].edges += 1
      links[source, default: Link()].lastEdge = edge
    case .frame(let source, .received, _, let instant):
      let latency = now - instant
      links[source, default: Link()].latency = latency
      links[source, default: Link()].longestLatency = max(
        links[source]?.longestLatency ?? .zero, latency)
    default: break
    }
  }

  /// What to show at `now`.
  func view(_ snapshot: HostSnapshot, at now: MonotonicInstant) -> (text: String, json: JSONValue) {
    var table = TextTable(
      header: ["ROLE", "STATE", "SPEED", "DISTANCE", "STRIDES", "AGE", "RATE", "LOST", "LATENCY"])
    var rows: [JSONValue] = []
    var notes: [String] = []
    for station in snapshot.stations {
      let link = links[station.source] ?? Link()
      table.add(row(station, link, at: now))
      rows.append(json(station, link, at: now))
      if case .failed(let fault) = station.state {
        notes.append("\(station.role.rawValue): \(fault)")
      }
      if let advice = station.advice { notes.append("\(station.role.rawValue): \(advice)") }
      if let edge = link.lastEdge {
        notes.append(
          "\(station.role.rawValue): \(link.edges) edges, contact \(edge.contact) "
            + (edge.isPress ? "pressed" : "released"))
      }
      if let belt = link.belt { notes.append("\(station.role.rawValue): belt \(belt.rawValue)") }
    }
    let text = ([table.text] + notes).joined(separator: "\n")
    return (text, ["t_us": .integer(now.microseconds), "roles": .array(rows)])
  }

  private func row(
    _ station: StationSnapshot, _ link: Link, at now: MonotonicInstant
  ) -> [String] {
    func value(_ channel: Channel, _ text: (Int64) -> String) -> String {
      link.readings[channel].map { text($0.value.integer) } ?? "-"
    }
    let age = link.readings.values.map { now - $0.instant }.min()
    return [
      station.role.rawValue, station.state.name,
      value(.speed) { "\(Clock.decimals($0, 2)) m/s" },
      value(.distance) { "\(Clock.decimals(Micrometres($0).millimetres, 1)) m" },
      value(.strides) { "\($0)" }, age.map { "\(Clock.decimals($0.count / 1_000, 1)) s" } ?? "-",
      station.framesPerKilosecond.map { "\(Clock.decimals(Int64($0), 1))/s" } ?? "-",
      lost(station), link.latency.map { "\(Clock.decimals($0.count, 1)) ms" } ?? "-",
    ]
  }

  private func lost(_ station: StationSnapshot) -> String {
    guard let counts = station.counts else { return "-" }
    return counts.missedPackets.map { "\($0)" } ?? "\(counts.receiveFailures)"
  }

  private func json(
    _ station: StationSnapshot, _ link: Link, at now: MonotonicInstant
  ) -> JSONValue {
    var object: JSONObject = [
      "role": .string(station.role.rawValue), "state": .string(station.state.name),
    ]
    for channel in Channel.allCases {
      guard let reading = link.readings[channel] else { continue }
      object[channel.rawValue] = [
        "value": .integer(reading.value.integer), "resolution": .integer(reading.resolution),
        "age_us": .integer((now - reading.instant).count),
      ]
    }
    object["belt"] = link.belt.map { .string($0.rawValue) } ?? .null
    object["edges"] = .integer(Int64(link.edges))
    object["latency_us"] = link.latency.map { .integer($0.count) } ?? .null
    object["longest_latency_us"] = .integer(link.longestLatency.count)
    object["missed_packets"] =
      station.counts?.missedPackets.map { .integer($0) } ?? .null
    return .object(object)
  }
}
