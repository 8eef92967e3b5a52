import ArgumentParser
import Foundation
import SessionCapture
import SessionHost
import SessionRecord
import SessionStore
import StrictJSON

/// `walktest verify`: checks records without trusting the machine that made them.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Verify a record, or all and the chain they form.",
    discussion: """
      Checks hashes, signature, key, receipt and chain, and derives every outcome again from the \
      raw device bytes and events: a validly signed record whose outcome does not follow from \
      them is refused.

      EXAMPLES
        walktest verify --all
        walktest verify /var/lib/walktest/packages/DEMO-001-wt01-1-2_… --json
        walktest verify PACKAGE --keys /media/auditor   trust another copy of the key list
      """)
  @OptionGroup var store: StoreOption
  @OptionGroup var output: OutputOption
  @Argument(help: "A package's directory.") var package: String?
  @Flag(help: "Verify every package of the store and the chain.") var all = false
  @Flag(help: "Print every check, not only what is refused.") var verbose = false
  @Option(help: "A directory with trust-root.json and trust-keys.json, instead of the store's.")
  var keys: String?

  func validate() throws {
    guard all != (package != nil) else {
      throw ValidationError("Name a package's directory, or use --all.")
    }
  }

  func run() async throws {
    try await answering {
      let verifier = PackageVerifier(trust: try trust(), rederive: SessionRederivation.walk)
      let good = all ? try verifyAll(verifier) : try verifyOne(verifier)
      if !good { throw ExitCode(ExitStatus.finding.rawValue) }
    }
  }

  private func trust() throws -> TrustKeys {
    guard let keys else { return try Site(store).keys.trust() }
    return try TrustKeys(
      directory: keys, root: try TrustRoot(contentsOf: keys + "/trust-root.json"))
  }

  private func verifyOne(_ verifier: PackageVerifier) throws -> Bool {
    let path = package ?? ""
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
      isDirectory.boolValue
    else { throw Complaint("There is no package directory \(path); check the path.", .noInput) }
    let name = URL(filePath: path).standardizedFileURL.lastPathComponent
    guard PackageName(name) != nil || FileManager.default.fileExists(atPath: path + "/record.json")
    else {
      throw Complaint(
        "\(path) is no package; name a directory below a store's packages/, or use --all with "
          + "--store.", .noInput)
    }
    let parent = URL(filePath: path).deletingLastPathComponent().path
    let names = (try? PackageArchive.packageNames(in: parent)) ?? []
    let siblings = names.compactMap { try? PackageArchive.record(named: $0, in: parent) }
    let verdict = verifier.verify(path, siblings: siblings)
    output.json ? Console.say(verdict.json) : Console.say(verdict.lines(verbose: verbose))
    return verdict.isGood
  }

  private func verifyAll(_ verifier: PackageVerifier) throws -> Bool {
    var progress = Progress("verifying")
    let verdict = try verifier.verifyAll(try Site(store).archive.packages) { done, total in
      progress.tell(done, of: total)
    }
    progress.finish()
    if output.json {
      Console.say([
        "good": .bool(verdict.isGood), "packages": .array(verdict.packages.map(\.json)),
        "chain": .array(verdict.chain.map(\.json)),
      ])
    } else {
      for package in verdict.packages { Console.say(package.lines(verbose: verbose)) }
      for check in verdict.chain where verbose || check.result != .passed {
        Console.say("  \(check)")
      }
      Console.say(verdict.conclusion)
    }
    return verdict.isGood
  }
}

extension Verdict {
  /// One line, and one more for each check that a person should see.
  func lines(verbose: Bool) -> String {
    let shown = checks.filter { verbose || $0.fault != nil }.map { "  \($0)" }
    return (["\(isGood ? "good   " : "REFUSED") \(directory)"] + shown).joined(separator: "\n")
  }

  var json: JSONValue {
    [
      "package": .string(directory), "good": .bool(isGood),
      "kind": record.map { .string($0.record.kind.rawValue) } ?? .null,
      "record_sha256": record.map { .string($0.hash.hex) } ?? .null,
      "checks": .array(checks.map(\.json)),
    ]
  }
}

extension ArchiveVerdict {
  var conclusion: String {
    guard isGood else {
      return "NOT GOOD: \(faults.count) \(faults.count == 1 ? "refusal" : "refusals"), "
        + "\(packages.count) \(packages.count == 1 ? "record" : "records") checked."
    }
    switch packages.count {
    case 0: return "There are no records here."
    case 1: return "The one record and its chain are good."
    default: return "All \(packages.count) records and their chain are good."
    }
  }
}
