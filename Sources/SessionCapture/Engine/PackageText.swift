import Readings

/// The text files of a package, line by line, as projections of journal entries
/// (docs/formats.md, "Package files"). Each line starts with the entry's sequence number, so the
/// one order can be put together again from the three files.
public enum PackageText {
  /// The first line of `samples.csv`, with its line end.
  public static let samplesHeader =
    "seq,t_us,speed_mm_s,speed_age_us,distance_um,distance_age_us,strides,strides_age_us\r\n"

  /// Which file an entry belongs to and its line there; nil for the protocol file, which is a
  /// file of its own.
  public static func line(of entry: JournalEntry) -> (file: File, bytes: [UInt8])? {
    switch entry.kind {
    case .protocolFile: nil
    case .event: (.events, entry.payload + [UInt8(ascii: "\n")])
    case .frame: (.frames, frameLine(entry))
    case .sample: (.samples, sampleLine(entry))
    }
  }

  /// The files that hold lines.
  public enum File: String, Sendable, CaseIterable {
    /// RFC 4180 rows.
    case samples = "samples.csv"
    /// One JSON object a line.
    case events = "events.jsonl"
    /// `seq t_us source direction hex` a line.
    case frames = "frames.log"
  }

  /// The entries of a file's bytes, in the file's order.
  ///
  /// - Throws: `PackageTextFault` naming file and line.
  public static func entries(of file: File, in bytes: [UInt8]) throws(PackageTextFault)
    -> [JournalEntry]
  {
    var entries: [JournalEntry] = []
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
    guard lines.popLast()?.isEmpty ?? true else {
      throw PackageTextFault(file: file, line: lines.count + 1, detail: "the last line has no end")
    }
    if file == .samples {
      guard let header = lines.popFirst(), header.elementsEqual(samplesHeader.utf8.dropLast())
      else {
        throw PackageTextFault(file: file, line: 1, detail: "the header is not the known one")
      }
    }
    for (index, line) in lines.enumerated() {
      let entry: JournalEntry? =
        switch file {
        case .samples: sampleEntry(line)
        case .events: eventEntry(line)
        case .frames: frameEntry(line)
        }
      guard let entry else {
        throw PackageTextFault(
          file: file, line: index + (file == .samples ? 2 : 1), detail: "the line cannot be read")
      }
      entries.append(entry)
    }
    return entries
  }

  private static func sampleLine(_ entry: JournalEntry) -> [UInt8] {
    var output: [UInt8] = []
    output.append(decimal: Int64(entry.sequence))
    output.append(UInt8(ascii: ","))
    output.append(decimal: entry.instant.microseconds)
    let row = SampleRow(payload: entry.payload) ?? SampleRow()
    for channel in Channel.allCases {
      output.append(UInt8(ascii: ","))
      if let cell = row[channel] { output.append(decimal: cell.value) }
      output.append(UInt8(ascii: ","))
      if let cell = row[channel] { output.append(decimal: cell.age.count) }
    }
    output += [0x0D, 0x0A]
    return output
  }

  private static func sampleEntry(_ line: ArraySlice<UInt8>) -> JournalEntry? {
    guard line.last == 0x0D else { return nil }
    let fields = line.dropLast().split(
      separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard fields.count == 2 + 2 * Channel.allCases.count, let head = Head(fields[0], fields[1])
    else { return nil }
    var row = SampleRow()
    for (index, channel) in Channel.allCases.enumerated() {
      let value = fields[2 + 2 * index]
      let age = fields[3 + 2 * index]
      if value.isEmpty, age.isEmpty { continue }
      guard let value = Int64(decimal: value), let age = UInt32(decimal: age) else { return nil }
      row[channel] = SampleRow.Cell(value: value, age: Microseconds(Int64(age)))
    }
    return head.entry(.sample, row.payload)
  }

  private static func frameLine(_ entry: JournalEntry) -> [UInt8] {
    guard let frame = DeviceFrame(payload: entry.payload) else { return [] }
    var output: [UInt8] = []
    output.append(decimal: Int64(entry.sequence))
    output.append(UInt8(ascii: " "))
    output.append(decimal: entry.instant.microseconds)
    output.append(UInt8(ascii: " "))
    output.append(decimal: Int64(frame.source.number))
    output += " \(frame.direction.sign) ".utf8
    let digits = Array("0123456789abcdef".utf8)
    for byte in frame.bytes {
      output.append(digits[Int(byte >> 4)])
      output.append(digits[Int(byte & 15)])
    }
    output.append(UInt8(ascii: "\n"))
    return output
  }

  private static func frameEntry(_ line: ArraySlice<UInt8>) -> JournalEntry? {
    let fields = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard fields.count == 5, let head = Head(fields[0], fields[1]),
      let source = UInt8(decimal: fields[2]),
      let direction = DeviceFrame.Direction.allCases.first(where: {
        fields[3].elementsEqual($0.sign.utf8)
      }), let bytes = [UInt8](lowerHex: fields[4])
    else { return nil }
    let frame = DeviceFrame(source: DeviceSource(source), direction: direction, bytes: bytes)
    return head.entry(.frame, frame.payload)
  }

  private static func eventEntry(_ line: ArraySlice<UInt8>) -> JournalEntry? {
    guard let event = SessionEvent(parsing: line) else { return nil }
    return JournalEntry(
      kind: .event, sequence: event.sequence, instant: event.instant, payload: Array(line))
  }

  /// Sequence and time, with which every row starts.
  private struct Head {
    var sequence: UInt32
    var microseconds: Int64

    init?(_ sequence: ArraySlice<UInt8>, _ time: ArraySlice<UInt8>) {
      guard let sequence = UInt32(decimal: sequence), let time = Int64(decimal: time) else {
        return nil
      }
      self.sequence = sequence
      self.microseconds = time
    }

    func entry(_ kind: JournalEntry.Kind, _ payload: [UInt8]) -> JournalEntry {
      JournalEntry(
        kind: kind, sequence: sequence, instant: MonotonicInstant(microseconds: microseconds),
        payload: payload)
    }
  }
}

/// Why a package's text file cannot be read.
public struct PackageTextFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// Which file.
  public var file: PackageText.File
  /// Which line, from 1.
  public var line: Int
  /// What is wrong with it.
  public var detail: String

  /// `file, line N: detail`.
  public var description: String { "\(file.rawValue), line \(line): \(detail)" }
}
