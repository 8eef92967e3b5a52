public import StrictJSON

/// What the trial database says it did with a record: `receipt.json`, format
/// `walktest-receipt/1`, signed by a trial-database key with `typ` `walktest-receipt+json`.
public struct Receipt: Hashable, Sendable {
  /// What became of the record.
  public enum Status: String, Sendable, CaseIterable {
    /// It is stored.
    case stored
    /// The same bytes were stored before.
    case duplicate
    /// It is kept apart because something about it is suspicious; `code` says what.
    case quarantined
  }

  /// The value of `format`.
  public static let format = "walktest-receipt/1"
  /// The most bytes a `receipt.json` may have.
  public static let largestSize = 4_096

  /// The SHA-256 of the `record.json` received.
  public var recordHash: ContentHash
  /// Its session.
  public var session: String
  /// Its study.
  public var study: String
  /// Its site.
  public var site: String
  /// Its device.
  public var device: String
  /// Its epoch.
  public var epoch: Int64
  /// Its place in the epoch.
  public var seq: Int64
  /// What became of it.
  public var status: Status
  /// Why it was quarantined, `WT` and three digits; nil otherwise.
  public var code: String?
  /// When the trial database received it, by its own clock.
  public var receivedAt: WallTime
  /// Its place in the trial database's log, from 0.
  public var logIndex: Int64

  /// A receipt for `record`.
  public init(
    for record: SealedRecord, status: Status, code: String? = nil, receivedAt: WallTime,
    logIndex: Int64
  ) {
    recordHash = record.hash
    session = record.record.session
    study = record.record.study
    site = record.record.site
    device = record.record.device
    epoch = record.record.position.epoch
    seq = record.record.position.seq
    self.status = status
    self.code = code
    self.receivedAt = receivedAt
    self.logIndex = logIndex
  }

  /// The receipt as JSON in its one member order.
  public var json: JSONValue {
    [
      "format": .string(Self.format), "record_sha256": .string(recordHash.hex),
      "session": .string(session), "study": .string(study), "site": .string(site),
      "device": .string(device), "epoch": .integer(epoch), "seq": .integer(seq),
      "status": .string(status.rawValue), "code": code.map { .string($0) } ?? .null,
      "received_at": .string(receivedAt.description), "log_index": .integer(logIndex),
    ]
  }

  /// Reads the exact bytes of a `receipt.json`.
  ///
  /// - Throws: `RecordFault` with a `json-*` code or `receipt-wrong`.
  public init(parsing bytes: [UInt8]) throws(RecordFault) {
    guard bytes.count <= Self.largestSize else {
      throw RecordFault(.fileTooLarge, at: "receipt.json", "is larger than any receipt")
    }
    let value = try reading("receipt.json") { () throws(JSONFault) in try StrictJSON.parse(bytes) }
    self = try reading("receipt.json") { () throws(JSONFault) in
      var reader = try ObjectReader(value)
      return try Receipt(from: &reader)
    }
    let isCode = code.map {
      $0.utf8.count == 5 && $0.hasPrefix("WT") && Int($0.dropFirst(2)) != nil
    }
    guard json.compactBytes == bytes, isCode ?? true, (status == .quarantined) == (code != nil)
    else { throw RecordFault(.receiptWrong, at: "receipt.json", "is not the form it must have") }
  }

  private init(from reader: inout ObjectReader) throws(JSONFault) {
    _ = try reader.string("format")
    recordHash = try reader.hash("record_sha256")
    session = try reader.string("session")
    study = try reader.string("study")
    site = try reader.string("site")
    device = try reader.string("device")
    epoch = try reader.integer("epoch")
    seq = try reader.integer("seq")
    status = try reader.choice("status")
    code = try reader.optionalString("code")
    receivedAt = try reader.time("received_at")
    logIndex = try reader.integer("log_index", in: 0...JSONValue.largestInteger)
    try reader.finish()
  }
}
