import DeviceProtocols
import Foundation

/// Prints what our parser makes of HID report descriptors, for the independent judge: one line of
/// JSON for each file. Files are binary, or hexadecimal bytes with commas (`*.rpt_desc`).
@main
enum HidSizes {
  private struct Line: Codable {
    struct Report: Codable {
      var kind: String
      var id: UInt8
      var bytes: Int
    }
    var file: String
    var reports: [Report]
  }

  static func main() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    for file in CommandLine.arguments.dropFirst() {
      let descriptor = try HidReportDescriptor(bytes(of: file))
      let reports = descriptor.reports.map {
        Line.Report(kind: "\($0.kind)", id: $0.id, bytes: $0.byteCount)
      }
      let line = try encoder.encode(
        Line(file: URL(filePath: file).lastPathComponent, reports: reports))
      print(String(decoding: line, as: UTF8.self))
    }
  }

  private static func bytes(of file: String) throws -> [UInt8] {
    let data = try Data(contentsOf: URL(filePath: file))
    guard file.hasSuffix(".rpt_desc") else { return Array(data) }
    let words = String(decoding: data, as: UTF8.self).split { $0 == "," || $0.isWhitespace }
    return words.compactMap { UInt8($0.dropFirst(2), radix: 16) }
  }
}
