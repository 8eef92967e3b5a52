import StrictJSON

/// What the record tells of the sample loop: whether it ran, with which privileges, and how
/// punctually. It cannot be derived from anything else, so it is heard.
public struct LoopEvidence: Hashable, Sendable {
  /// How the loop stands.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// It runs.
    case running
    /// It was stopped because no more rows were wanted.
    case ended
    /// It ended by itself; rows come from the walk's own clock from then on.
    case broken
    /// It could not be started; rows come from the walk's own clock.
    case notStarted = "not-started"
  }

  /// How the loop stands.
  public var state: State
  /// The error number (errno) that broke it or kept it from starting; nil when neither happened.
  public var errorNumber: Int32?
  /// Ticks a second.
  public var rateHertz: Int64
  /// What it did; nil when it was not started.
  public var account: LoopAccount?

  /// Evidence.
  public init(
    state: State, errorNumber: Int32? = nil, rateHertz: Int64, account: LoopAccount? = nil
  ) {
    self.state = state
    self.errorNumber = errorNumber
    self.rateHertz = rateHertz
    self.account = account
  }

  var members: [(String, JSONValue)] {
    [
      ("state", .string(state.rawValue)), ("errno", .optional(errorNumber.map(Int64.init))),
      ("rate_hz", .integer(rateHertz)),
    ] + (account?.members ?? [])
  }

  var json: JSONValue {
    var object = JSONObject()
    for (name, value) in members { object[name] = value }
    return .object(object)
  }

  init(reading reader: inout ObjectReader) throws(JSONFault) {
    state = try reader.choice("state")
    errorNumber = try reader.optionalInteger("errno", in: 0...Int64(Int32.max)).map {
      Int32(truncatingIfNeeded: $0)
    }
    rateHertz = try reader.integer("rate_hz", in: 1...1_000_000)
    account = state == .notStarted ? nil : try LoopAccount(reading: &reader)
  }
}

/// The sample loop's counts.
public struct LoopAccount: Hashable, Sendable {
  /// The system's answer to a request.
  public enum Grant: Hashable, Sendable {
    /// It did what was asked.
    case granted
    /// It did not, and told why by this number (errno).
    case refused(Int32)
  }

  /// Some wake-ups that were about equally late.
  public struct Bucket: Hashable, Sendable {
    /// The shortest lateness in the bucket, in µs.
    public var lowest: Int64
    /// How many wake-ups.
    public var count: Int64

    /// A bucket.
    public init(lowest: Int64, count: Int64) {
      self.lowest = lowest
      self.count = count
    }
  }

  /// Real-time scheduling.
  public var scheduling: Grant
  /// The SCHED_FIFO priority of the loop's thread, 1 to 99; 0 for an ordinary thread.
  public var priority: Int64
  /// Memory that stays in memory.
  public var memory: Grant
  /// Processors that do not sleep so deeply that they wake up late; nil in records from before this
  /// was asked for.
  public var wakefulness: Grant?
  /// Ticks at which the loop was there.
  public var ticks: Int64
  /// Ticks that passed while it slept.
  public var missed: Int64
  /// Samples lost because nobody had emptied the ring.
  public var lost: Int64
  /// Values that could not be read whole because their writer was faster than every try.
  public var contended: Int64
  /// Wake-ups that were late by a tenth of a period or more, to the width of a bucket.
  public var lateWakeUps: Int64
  /// Values stamped before their tick that reached the host's table after it; nil when nobody
  /// wrote the table.
  public var lateValues: Int64?
  /// What half of the wake-ups did not exceed, in µs; nil when there were none, as the next two.
  public var p50: Int64?
  /// What 99 of 100 did not exceed.
  public var p99: Int64?
  /// What 999 of 1 000 did not exceed.
  public var p999: Int64?
  /// The latest wake-up, in µs.
  public var latest: Int64
  /// The histogram's buckets that are not empty, shortest lateness first.
  public var buckets: [Bucket]

  var members: [(String, JSONValue)] {
    scheduling.members("scheduling") + [("priority", .integer(priority))]
      + memory.members("memory") + (wakefulness?.members("wakefulness") ?? []) + [
        ("ticks", .bounded(ticks)), ("missed", .bounded(missed)), ("lost", .bounded(lost)),
        ("contended", .bounded(contended)), ("late_wake_ups", .bounded(lateWakeUps)),
        ("late_values", .bounded(lateValues)), ("p50_us", .bounded(p50)),
        ("p99_us", .bounded(p99)), ("p999_us", .bounded(p999)), ("max_us", .bounded(latest)),
        ("wake_ups_by_us", .array(buckets.map { [.bounded($0.lowest), .bounded($0.count)] })),
      ]
  }
}

extension LoopAccount {
  private static let counts = 0...JSONValue.largestInteger

  init(reading reader: inout ObjectReader) throws(JSONFault) {
    scheduling = try Grant("scheduling", reading: &reader)
    priority = try reader.integer("priority", in: 0...99)
    memory = try Grant("memory", reading: &reader)
    if reader.optional("wakefulness") != nil {
      wakefulness = try Grant("wakefulness", reading: &reader)
    }
    ticks = try reader.integer("ticks", in: Self.counts)
    missed = try reader.integer("missed", in: Self.counts)
    lost = try reader.integer("lost", in: Self.counts)
    contended = try reader.integer("contended", in: Self.counts)
    lateWakeUps = try reader.integer("late_wake_ups", in: Self.counts)
    lateValues = try reader.optionalInteger("late_values", in: Self.counts)
    p50 = try reader.optionalInteger("p50_us", in: Self.counts)
    p99 = try reader.optionalInteger("p99_us", in: Self.counts)
    p999 = try reader.optionalInteger("p999_us", in: Self.counts)
    latest = try reader.integer("max_us", in: Self.counts)
    let place = reader.place(of: "wake_ups_by_us")
    buckets = try reader.array("wake_ups_by_us").map { pair throws(JSONFault) in
      guard let pair = pair.array, pair.count == 2, let lowest = pair[0].integer,
        let count = pair[1].integer
      else { throw JSONFault(.notAllowed, at: place, "is no list of pairs of integers") }
      return Bucket(lowest: lowest, count: count)
    }
  }
}

extension LoopAccount.Grant {
  fileprivate func members(_ name: String) -> [(String, JSONValue)] {
    switch self {
    case .granted: [(name, "granted"), (name + "_errno", .null)]
    case .refused(let number):
      [(name, "refused"), (name + "_errno", .integer(Int64(number)))]
    }
  }

  fileprivate init(_ name: String, reading reader: inout ObjectReader) throws(JSONFault) {
    let answer = try reader.string(name)
    let number = try reader.optionalInteger(name + "_errno", in: 0...Int64(Int32.max))
    switch (answer, number) {
    case ("granted", nil): self = .granted
    case ("refused", let number?): self = .refused(Int32(truncatingIfNeeded: number))
    default:
      throw JSONFault(.notAllowed, at: reader.place(of: name), "\(answer) is no such answer")
    }
  }
}
