import Foundation
import Readings
import Testing
import WalkProtocol

@testable import SessionCapture

/// A walk whose process was killed: its journal is cut at a byte, another process goes on after a
/// gap and hears the rest. What devices and the button told during the gap nobody heard; what staff
/// said then they say again.
struct KilledWalk {
  /// One input of the walk that was not killed.
  struct Heard {
    var entry: Int
    var at: MonotonicInstant
    var input: SessionInput
  }

  let whole: TestWalk
  /// How many entries were durable.
  let kept: Int
  /// The latest instant among them.
  let last: MonotonicInstant
  /// When the other process went on.
  let now: MonotonicInstant
  /// The bytes of the entry that was cut.
  let tornBytes: Int
  let scratch: ScratchDirectory
  private let inputs: [Heard]

  var path: String { scratch.path("journal") }

  init(
    _ whole: TestWalk, inputs: [Heard], atByte cut: Int, gap: Microseconds
  ) throws {
    self.whole = whole
    self.inputs = inputs
    kept = whole.entryEnds.count { $0 <= cut }
    last = try #require(whole.entries[1..<kept].map(\.instant).max())
    now = last + gap
    let end = whole.entryEnds[kept - 1]
    let torn = whole.journal[end..<cut]
    tornBytes = (torn.lastIndex { $0 != 0 }).map { $0 + 1 - end } ?? 0
    scratch = try ScratchDirectory()
    // The zeros that were reserved and not yet used.
    let bytes = whole.journal[..<cut] + [UInt8](repeating: 0, count: 4_096)
    try Data(bytes).write(to: scratch.url.appending(path: "journal"))
  }

  /// Killed right after an entry.
  init(_ whole: TestWalk, inputs: [Heard], after entry: Int, gap: Microseconds) throws {
    try self.init(whole, inputs: inputs, atByte: whole.entryEnds[entry], gap: gap)
  }

  /// The inputs among a walk's entries.
  static func inputs(of walk: TestWalk) throws -> [Heard] {
    try walk.entries.indices.dropFirst().compactMap { index in
      let entry = walk.entries[index]
      switch entry.kind {
      case .protocolFile: return nil
      case .sample: return Heard(entry: index, at: entry.instant, input: .sample)
      case .frame:
        let frame = try #require(DeviceFrame(payload: entry.payload))
        return Heard(entry: index, at: entry.instant, input: .frame(frame))
      case .event:
        let event = try #require(SessionEvent(parsing: entry.payload))
        guard event.kind.isHeard else { return nil }
        return Heard(entry: index, at: entry.instant, input: try SessionInput(heard: event))
      }
    }
  }

  /// The other process opens the journal.
  func resume(
    boot: [UInt8] = TestWalk.boot, at instant: MonotonicInstant? = nil
  ) throws -> CaptureSession {
    let instant = instant ?? now
    return try CaptureSession(
      resuming: path, boot: boot, clock: Self.clock(at: instant), at: instant)
  }

  /// The other process opens the journal, hears the rest and brings the session to its end.
  func goOn() throws -> CaptureSession {
    var session = try resume()
    try hearRest(&session)
    if session.engine.machine.phase != .closed {
      try session.hear(.command(.interrupt, by: "host"), at: session.engine.lastInstant ?? now)
    }
    try session.journal.finish()
    return session
  }

  func hearRest(_ session: inout CaptureSession) throws {
    for (_, change) in devices.sorted(by: { $0.key < $1.key }) {
      for state in [DeviceChange.State.opening, .streaming] {
        var change = change
        change.state = state
        try session.hear(.device(change), at: now)
      }
    }
    for heard in inputs where heard.entry >= kept {
      switch heard.input {
      case .command, .session, .device:
        try session.hear(heard.input, at: max(heard.at, now))
      default:
        if heard.at >= now { try session.hear(heard.input, at: heard.at) }
      }
    }
  }

  /// True when the button moved where nobody heard it, or was down when the process was killed.
  var losesButton: Bool {
    let edges = inputs.compactMap { heard -> (Heard, Bool)? in
      guard case .edge(_, let edge) = heard.input else { return nil }
      return (heard, edge.isPress)
    }
    let isDown = edges.last { $0.0.entry < kept }?.1 ?? false
    return isDown || edges.contains { $0.0.entry >= kept && $0.0.at < now }
  }

  private var devices: [UInt8: DeviceChange] {
    var devices: [UInt8: DeviceChange] = [:]
    for heard in inputs where heard.entry < kept {
      if case .device(let change) = heard.input { devices[change.source.number] = change }
    }
    return devices
  }

  static func clock(at instant: MonotonicInstant) -> ClockReading {
    ClockReading(
      realtimeMilliseconds: 1_790_000_000_000 + instant.microseconds / 1_000 - 600_000,
      boottimeMicroseconds: instant.microseconds, rawMicroseconds: instant.microseconds,
      discipline: .unknown)
  }
}
