import ArgumentParser
import DeviceSimulator
import Foundation
import Readings
import SessionCapture
import SessionHost
import SessionRecord
import SessionStore
import StrictJSON
import TrialExport
import TrialSync
import VirtualClinic
import WalkProtocol

/// The demo, step by step, each by the same code that a real session runs.
struct DemoWalk {
  private static let boot = [UInt8](repeating: 0xDE, count: 16)
  private static let owner = "DEMO/001/wt01"

  private let command: DemoCommand
  private let site: Site
  private let definition: ProtocolDefinition
  private let protocolBytes: [UInt8]
  private let now: WallTime
  /// Held until the demo has ended: one process at a time writes to a chain.
  private let lock: ArchiveLock

  init(_ command: DemoCommand) throws {
    self.command = command
    guard let bytes = ShippedProtocols.bytes(id: command.protocolID) else {
      let ids = ShippedProtocols.all.map { $0.file.dropLast(5) }.joined(separator: ", ")
      throw Complaint("There is no protocol \(command.protocolID); there are: \(ids).", .noInput)
    }
    protocolBytes = bytes
    definition = try ProtocolFile.parse(bytes, named: command.protocolID + ".json")
    now = WallTime(milliseconds: try WallClock.now())
    site = try Site(creatingAt: command.directory)
    lock = try ArchiveLock(capturing: site.archive)
    if !site.keys.exists {
      try site.keys.make(owner: Self.owner, algorithm: .ed25519, at: now)
    }
    guard try site.keys.trust().list.keys.contains(where: { $0.owner == Self.owner }) else {
      throw Complaint(
        "\(command.directory) is not a demo's store: its keys belong to another device; name an "
          + "empty directory or leave --store out.", .cannotCreate)
    }
    // All that could stop the walk later is tried before it begins.
    try site.checkDeviceKey(at: now)
  }

  func run() async throws {
    let quiet = command.output.json
    for recovered in try site.recoverAll() where !quiet { Console.say(recovered.line) }
    let sealed = try walk(quiet: quiet)
    let package = try site.archive.package(PackageName(sealed))
    let verdict = try site.verifier().verify(sealed.path)
    let delivery = try await Delivery(site).run(now: now)
    let files = try write(package, verdict)
    // This walk was derived again above; of the others, hashes and signatures are enough here.
    let archived = try PackageVerifier(trust: try site.keys.trust(), rederive: nil)
      .verifyAll(site.archive.packages)
    if quiet {
      Console.say(json(sealed, verdict, archived, delivery, files))
    } else {
      try show(sealed, verdict, archived, delivery, files)
    }
    if !verdict.isGood || !archived.isGood { throw ExitCode(ExitStatus.finding.rawValue) }
  }

  // MARK: The walk

  private func walk(quiet: Bool) throws -> SealedPackage {
    var clinic = VirtualClinic(definition: definition, settings: settings)
    let begins = settings.begins
    let opening = SessionOpening(
      session: UUID().uuidString.lowercased(), study: "DEMO", site: "001", device: "wt01",
      subject: "S-\(String(format: "%03d", command.seed % 1_000))", visit: "baseline", trial: 1,
      operatorCode: "nurse-1")
    let journal = "\(site.archive.journals)/\(opening.session).journal"
    var session = try CaptureSession(
      journalAt: journal, definition: definition, protocolBytes: protocolBytes, opening: opening,
      boot: Self.boot, clock: clinic.clock(at: begins), at: begins)
    if !quiet { introduce(opening) }
    var ticker = WalkTicker()
    let pace = Pace(command.speed, from: begins)
    let sealer = try site.sealer()
    try clinic.run(&session) { moment, session in
      if moment.actions.contains(where: \.arms) {
        let position = try site.nextPosition(opening)
        try site.file(try sealer.sealOpening(of: session, at: position, boot: Self.boot))
      }
      if !quiet { ticker.show(moment.actions, session.engine, at: moment.instant) }
      pace.wait(until: moment.instant)
    }
    return try site.seal(session, opening, by: sealer, boot: Self.boot)
  }

  private var settings: VirtualClinicSettings {
    var settings = VirtualClinicSettings(
      seed: command.seed, wallMilliseconds: wallAtOpening, hasFootPod: !command.noSensor)
    settings.silencesAfterStart = command.silence.map { silence in
      (Microseconds.seconds(silence.begin), Microseconds.seconds(silence.length))
    }
    return settings
  }

  /// A walk that runs faster than time is dated so that it has just ended: a record from the future
  /// would be quarantined by the trial database, and rightly.
  private var wallAtOpening: Int64 {
    let longest = definition.cap + VirtualClinic.longestBesideWalk
    return command.speed == .times(1)
      ? now.milliseconds : now.milliseconds - longest.count / 1_000
  }

  private func introduce(_ opening: SessionOpening) {
    Console.say("\(definition.title) (\(definition.id) version \(definition.version))")
    Console.say(
      "subject \(opening.subject), visit \(opening.visit), trial \(opening.trial), "
        + "session \(opening.session)\n")
  }

  // MARK: What it leaves

  private func write(_ package: ArchivedPackage, _ verdict: Verdict) throws -> [String] {
    let directory = site.archive.root + "/exports"
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    let table = try SessionTable(
      of: try site.documents(), questions: QuestionCatalogue.questions)
    let report = "\(directory)/\(package.name.session).html"
    let csv = directory + "/sessions.csv"
    let dictionary = directory + "/sessions-dictionary.csv"
    try ExportFile.write(try site.report(of: package, verdict: verdict), to: report)
    try ExportFile.write(table.csv, to: csv, replacing: true)
    try ExportFile.write(DataDictionary(of: table).csv, to: dictionary, replacing: true)
    return [report, csv, dictionary]
  }

  private func show(
    _ sealed: SealedPackage, _ verdict: Verdict, _ archived: ArchiveVerdict,
    _ delivery: Delivery.Result, _ files: [String]
  ) throws {
    Console.redraw("")
    guard let walk = sealed.record.record.walk else { return }
    Console.say("\n" + OutcomeTable.text(try WalkSummary(parsing: walk)))
    Console.say("\nRECORD")
    Console.say("  package      \(sealed.path)")
    Console.say("  record.json  sha256 \(sealed.record.hash)")
    Console.say("  verification \(verdict.isGood ? "good" : "REFUSED"): \(verdict.passed)")
    for fault in verdict.faults { Console.say("    \(fault)") }
    Console.say("  chain        \(archived.conclusion)")
    Console.say("\nTRIAL DATABASE (embedded)")
    for line in delivery.lines { Console.say("  " + line) }
    Console.say("\nFILES")
    for (name, path) in zip(["report", "export", "dictionary"], files) {
      Console.say("  \(name.padding(toLength: 12, withPad: " ", startingAt: 0)) \(path)")
    }
    Console.say("\nCheck it without walktest:  less '\(sealed.path)/README-VERIFY.txt'")
  }

  private func json(
    _ sealed: SealedPackage, _ verdict: Verdict, _ archived: ArchiveVerdict,
    _ delivery: Delivery.Result, _ files: [String]
  ) -> JSONValue {
    [
      "package": .string(sealed.path), "record_sha256": .string(sealed.record.hash.hex),
      "walk": sealed.record.record.walk ?? .null, "verified": .bool(verdict.isGood),
      "chain_good": .bool(archived.isGood), "trust_keys": .string(site.keys.directory),
      "delivery": delivery.json, "report": .string(files[0]), "export": .string(files[1]),
      "dictionary": .string(files[2]),
    ]
  }
}

extension Verdict {
  /// What was checked and is good, in a few words.
  var passed: String {
    let names = checks.filter { $0.result == .passed }.map(\.subject.rawValue)
    var seen: [String] = []
    for name in names where !seen.contains(name) { seen.append(name) }
    return seen.joined(separator: ", ")
  }
}

extension PackageName {
  /// The name of a package just sealed.
  init(_ package: SealedPackage) throws {
    guard let name = PackageName(URL(filePath: package.path).lastPathComponent) else {
      throw Complaint("\(package.path) is not named as a package is.", .data)
    }
    self = name
  }
}
