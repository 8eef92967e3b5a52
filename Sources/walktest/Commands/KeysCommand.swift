public import ArgumentParser
import Foundation
import SessionHost
public import SessionRecord
import StrictJSON

/// `walktest keys`: the device's key and the signed list of keys that verification trusts.
struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Make, list and revoke keys.",
    discussion: """
      EXAMPLES
        walktest keys init --study WTT --site 001 --device wt01
        walktest keys list
        walktest keys revoke KID --reason compromised
      """,
    subcommands: [Init.self, List.self, Revoke.self])

  struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "init", abstract: "Make the store and its keys.",
      discussion: """
        Makes the device's key, the embedded trial database's key and the sponsor's key, and the \
        key list that the sponsor's key signs. Move sponsor.jwk off this machine afterwards: it \
        is needed only to enrol and revoke.
        """)
    @OptionGroup var store: StoreOption
    @OptionGroup var output: OutputOption
    @Option(help: "The study's code.") var study: String
    @Option(help: "The site's code.") var site: String
    @Option(help: "This device's code.") var device: String
    @Option(help: "Ed25519 or ES256.") var algorithm = SignatureAlgorithm.ed25519

    func run() async throws {
      try await answering {
        let now = WallTime(milliseconds: try WallClock.now())
        let owner = "\(study)/\(self.site)/\(device)"
        try KeyRing.check(owner: owner)
        let site = try Site(creatingAt: store.root)
        try site.keys.make(owner: owner, algorithm: algorithm, at: now)
        let kid = try site.keys.privateKey(at: site.keys.devicePath).keyID
        if output.json {
          return Console.say(["kid": .string(kid), "directory": .string(site.keys.directory)])
        }
        Console.say("Keys made in \(site.keys.directory)")
        Console.say("  device key   \(kid)")
        Console.say("Move \(site.keys.sponsorPath) to a safe place off line.")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the keys that verification trusts.")
    @OptionGroup var store: StoreOption
    @OptionGroup var output: OutputOption

    func run() async throws {
      try await answering {
        let list = try Site(store).keys.trust().list
        if output.json { return Console.say(list.json) }
        var table = TextTable(header: ["KID", "ROLE", "OWNER", "ALG", "VALID UNTIL", "STATE"])
        for key in list.keys {
          let state = key.revocation.map { "revoked \($0.at) (\($0.reason.rawValue))" } ?? "good"
          table.add([
            key.keyID, key.role.rawValue, key.owner, key.key.algorithm.rawValue,
            key.notAfter.description, state,
          ])
        }
        Console.say(table.text)
      }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke", abstract: "Withdraw a key from now on.",
      discussion:
        "Needs the sponsor's key (sponsor.jwk) in the store's keys directory or --sponsor.")
    @OptionGroup var store: StoreOption
    @OptionGroup var output: OutputOption
    @Argument(help: "The key's id, as `walktest keys list` shows it.") var kid: String
    @Option(help: "superseded, compromised, lost or retired.") var reason: RevocationReason
    @Option(help: "The sponsor's key file.") var sponsor: String?

    func run() async throws {
      try await answering {
        let now = WallTime(milliseconds: try WallClock.now())
        let keys = try Site(store).keys
        var list = try keys.trust().list
        guard let listed = list.keys.first(where: { $0.keyID == kid }) else {
          throw Complaint(
            "There is no key \(kid) in the list; `walktest keys list` shows the ids.", .noInput)
        }
        if let earlier = listed.revocation {
          throw Complaint(
            "The key \(kid) is revoked since \(earlier.at) already; nothing needs to be done.",
            .cannotCreate)
        }
        try list.revoke(kid, reason: reason, from: now, at: now)
        let key = try keys.privateKey(at: sponsor ?? keys.sponsorPath)
        try list.save(in: keys.directory, signedBy: key)
        if output.json {
          return Console.say(["revoked": .string(kid), "at": .string(now.description)])
        }
        Console.say("\(kid) is revoked from \(now) on (\(reason.rawValue)).")
        Console.say("Records it signed count only with a receipt issued before that.")
      }
    }
  }
}

extension SignatureAlgorithm: ExpressibleByArgument {}
extension RevocationReason: ExpressibleByArgument {}
