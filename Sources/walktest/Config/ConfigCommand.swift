import ArgumentParser
import Foundation
import SessionHost
import SiteConfiguration
import StrictJSON
import StrictTOML

/// `walktest config`: the site's configuration, checked and shown.
struct ConfigCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Check and show the site's configuration.",
    discussion: """
      The file is /etc/walktest/walktest.toml. Every key is optional; without the file the standard \
      values hold. --store, --devices and their like hold for one command and before the file.

      EXAMPLES
        walktest config check
        walktest config check --file new.toml --text-only
        walktest config show
      """,
    subcommands: [Check.self, Show.self])

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Check the configuration and the files that it names.",
      discussion: """
        Every fault of the text is named with line and column, and every file whose owner or mode \
        is wrong with the command that mends it. Exit status 78 when there is any. Run it as root, \
        who can look at all files.
        """)
    @OptionGroup var file: ConfigurationOption
    @OptionGroup var output: OutputOption
    @Flag(help: "Check the text alone and not the files that it names.")
    var textOnly = false

    func run() async throws {
      try await answering {
        let check = ConfigurationCheck(path: file.path, isNamed: file.isNamed, isTextOnly: textOnly)
        if output.json {
          Console.say(check.json)
        } else {
          for finding in check.findings { Console.say(finding.sentence) }
          if check.isGood { Console.say("\(check.subject): good") }
        }
        if !check.isGood { throw ExitCode(ExitStatus.notSetUp.rawValue) }
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show every value that holds and where it came from.")
    @OptionGroup var file: ConfigurationOption
    @OptionGroup var output: OutputOption

    func run() async throws {
      try await answering {
        let configuration = try file.read()
        if output.json { return Console.say(configuration.json) }
        var table = TextTable(header: ["KEY", "VALUE", "FROM"])
        for key in ConfigurationKey.allCases {
          let setting = configuration[key]
          table.add([key.rawValue, setting.value.description, configuration.origin(of: key)])
        }
        Console.say(table.text)
      }
    }
  }
}

/// Where the configuration is.
struct ConfigurationOption: ParsableArguments {
  @Option(
    name: .customLong("file"),
    help: ArgumentHelp(
      "The configuration.", discussion: "Default: \(SiteConfiguration.path).", valueName: "file"))
  var named: String?

  var isNamed: Bool { named != nil }
  var path: String { named ?? SiteConfiguration.path }

  /// The configuration.
  ///
  /// - Throws: `Complaint`.
  func read() throws -> SiteConfiguration {
    do throws(ConfigurationFaults) {
      return try SiteConfiguration(contentsOf: path, mustExist: isNamed)
    } catch {
      throw Complaint(error.description, .notSetUp)
    }
  }
}

extension SiteConfiguration {
  /// Where the value of `key` came from, for people.
  fileprivate func origin(of key: ConfigurationKey) -> String {
    guard let file, let place = self[key].place else { return "standard" }
    return "\(file), line \(place.line)"
  }

  fileprivate var json: JSONValue {
    .array(
      ConfigurationKey.allCases.map { key in
        let setting = self[key]
        let value: JSONValue =
          switch setting.value {
          case .text(let text): .string(text)
          case .number(let number): .integer(Int64(number))
          }
        return [
          "key": .string(key.rawValue), "value": value,
          "file": setting.place == nil ? .null : file.map { .string($0) } ?? .null,
          "line": setting.place.map { .integer(Int64($0.line)) } ?? .null,
          "column": setting.place.map { .integer(Int64($0.column)) } ?? .null,
        ]
      })
  }
}
