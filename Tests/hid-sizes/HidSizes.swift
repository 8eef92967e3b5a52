import DeviceProtocols
import Foundation

/// Prints what our parser makes of HID report descriptors, given as hexadecimal digits, for the
/// independent judge: one line of JSON for each.
@main
enum HidSizes {
  private struct Report: Codable {
    var kind: String
    var id: UInt8
    var bytes: Int
  }

  static func main() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    for digits in CommandLine.arguments.dropFirst() {
      let descriptor = try HidReportDescriptor(bytes(digits))
      let reports = descriptor.reports.map {
        Report(kind: "\($0.kind)", id: $0.id, bytes: $0.byteCount)
      }
      print(String(decoding: try encoder.encode(reports), as: UTF8.self))
    }
  }

  private static func bytes(_ digits: String) -> [UInt8] {
    var rest = digits[...]
    var bytes: [UInt8] = []
    while !rest.isEmpty {
      bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
      rest = rest.dropFirst(2)
    }
    return bytes
  }
}
