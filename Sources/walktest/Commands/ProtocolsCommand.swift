import ArgumentParser
import Foundation
import Readings
import SessionHost
import SessionRecord
import StrictJSON
import WalkProtocol

/// `walktest protocols`: the walking protocols that are shipped, and a check of one's own.
struct ProtocolsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protocols", abstract: "List and check walking protocols.",
    discussion: """
      EXAMPLES
        walktest protocols list
        walktest protocols check protocols/6mwt.json my-protocol.json
      """,
    subcommands: [List.self, Check.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the protocols that come with walktest.")
    @OptionGroup var output: OutputOption

    func run() async throws {
      try await answering {
        let all = try ShippedProtocols.all.map { file in
          (try ProtocolFile.parse(file.bytes, named: file.file), ContentHash(of: file.bytes))
        }
        if output.json { return Console.say(.array(all.map { $0.0.row(hash: $0.1) })) }
        var table = TextTable(header: ["ID", "VERSION", "MODE", "CAP", "RESTS", "SHA-256", "TITLE"])
        for (definition, hash) in all {
          table.add([
            definition.id, String(definition.version), definition.mode.rawValue,
            "\(definition.cap.count / 60_000_000) min",
            definition.rests == .allowed ? "yes" : "no", String(hash.hex.prefix(12)),
            definition.title,
          ])
        }
        Console.say(table.text)
      }
    }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Check protocol files; the first error of each is named.")
    @OptionGroup var output: OutputOption
    @Argument(help: "Protocol files.") var files: [String]

    func run() async throws {
      try await answering {
        var refused = 0
        for file in files {
          let bytes = try FileBytes.read(file)
          let name = URL(filePath: file).lastPathComponent
          do throws(ProtocolFault) {
            let definition = try ProtocolFile.parse(bytes, named: name)
            let hash = ContentHash(of: bytes)
            output.json
              ? Console.say(definition.row(hash: hash))
              : Console.say(
                "\(file): good, \(definition.id) version \(definition.version), \(hash)")
          } catch {
            refused += 1
            output.json
              ? Console.say([
                "file": .string(file), "code": .string(error.code.rawValue),
                "place": .string(error.place), "detail": .string(error.detail),
              ])
              : Console.say("\(error) (\(error.code.rawValue))")
          }
        }
        if refused > 0 { throw ExitCode(ExitStatus.data.rawValue) }
      }
    }
  }
}

extension ProtocolDefinition {
  fileprivate func row(hash: ContentHash) -> JSONValue {
    [
      "id": .string(id), "version": .integer(Int64(version)), "title": .string(title),
      "mode": .string(mode.rawValue), "cap_us": .integer(cap.count),
      "rests": .bool(rests == .allowed), "trials": .integer(Int64(trials.count)),
      "sha256": .string(hash.hex),
    ]
  }
}
