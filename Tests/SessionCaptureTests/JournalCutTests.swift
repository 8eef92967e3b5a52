import Readings
import SessionCapture
import Testing
import WalkProtocol
import WalktestTesting

/// A journal cut or damaged anywhere: what is read is a prefix of what was written, and what is
/// recovered from it tells nothing that the whole walk does not tell.
@Suite struct JournalCutTests {
  @Test("a journal cut at every byte of its last 4 KiB, gives exactly the entries before the cut")
  func cut_everyByteOfTheEnd_prefix() throws {
    // The short walk: the cost of each of the 4,096 cuts is the length of the whole.
    let walk = try Self.short
    for cut in (walk.journal.count - 4_096)...walk.journal.count { try expectPrefix(walk, cut) }
  }

  @Test("a journal cut at 1,000 random places, gives exactly the entries before the cut")
  func cut_randomPlaces_prefix() throws {
    let walk = try Self.short
    var random = SplitMix(state: 1)
    for _ in 0..<1_000 {
      try expectPrefix(
        walk, Int.random(in: JournalHeader.size...walk.journal.count, using: &random))
    }
  }

  @Test("a cut followed by preallocated zeros, gives the same entries as the cut alone")
  func cut_thenZeros_samePrefix() throws {
    let walk = try Self.short
    var random = SplitMix(state: 2)
    for _ in 0..<300 {
      let cut = Int.random(in: JournalHeader.size...walk.journal.count, using: &random)
      let whole = walk.entryEnds.count { $0 <= cut }
      let bytes = walk.journal[..<cut] + [UInt8](repeating: 0, count: 200)
      let contents = try JournalContents(parsing: Array(bytes))
      // An entry whose missing end is zeros anyway is whole all the same.
      let read = contents.entries.count
      #expect(read == whole || (read == whole + 1 && contents.entries == walk.entries.first(read)))
      #expect(contents.entries == walk.entries.first(read))
    }
  }

  @Test("one flipped bit at 500 random places, ends the reading at that entry")
  func flip_randomPlaces_tornThere() throws {
    let walk = try Self.short
    let ends = walk.entryEnds
    var random = SplitMix(state: 3)
    for _ in 0..<500 {
      let place = Int.random(in: JournalHeader.size..<walk.journal.count, using: &random)
      var bytes = walk.journal
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      let contents = try JournalContents(parsing: bytes)
      let damaged = ends.count { $0 <= place }
      #expect(contents.entries == walk.entries.first(damaged), "byte \(place)")
      let tail = try #require(contents.tornTail, "byte \(place)")
      #expect(tail.offset == (damaged == 0 ? JournalHeader.size : ends[damaged - 1]))
    }
  }

  @Test("an entry lost, doubled or of an unknown kind, ends the reading there with its reason")
  func entries_brokenOrder_tornThere() throws {
    let entries = Array(try Self.short.entries.prefix(20))
    func reason(_ change: (inout [JournalEntry]) -> Void) throws -> (Int, TornTail.Reason?) {
      var changed = entries
      change(&changed)
      let contents = try JournalContents(parsing: TestWalk.journal(of: changed))
      return (contents.entries.count, contents.tornTail?.reason)
    }
    #expect(try reason { $0.remove(at: 7) } == (7, .sequenceBroken))
    #expect(try reason { $0.insert($0[7], at: 7) } == (8, .sequenceBroken))
    #expect(try reason { $0.swapAt(7, 8) } == (7, .sequenceBroken))
    var unknown: [UInt8] = TestWalk.journal(of: entries.prefix(7))
    let begin = unknown.count
    entries[7].append(to: &unknown)
    unknown[begin + 1] = 9
    let check = CRC32C.checksum(unknown[begin..<(unknown.count - 4)])
    unknown.replaceSubrange(
      (unknown.count - 4)..., with: (0..<4).map { UInt8(truncatingIfNeeded: check >> (8 * $0)) })
    #expect(try JournalContents(parsing: unknown).tornTail?.reason == .unknownKind)
  }

  @Test("a walk cut after every entry of the last 4 KiB, is recovered and tells nothing new")
  func recovery_everyEntryOfTheEnd_inventsNothing() throws {
    let walk = try Self.short
    let ends = walk.entryEnds
    for (index, end) in ends.enumerated() where end >= walk.journal.count - 4_096 {
      try expectHonestRecovery(of: walk, entries: index + 1, cut: end)
    }
  }

  @Test("a walk cut at 60 random bytes, is recovered or reported and tells nothing new")
  func recovery_randomPlaces_inventsNothing() throws {
    let walk = try TestWalk.shared
    let ends = walk.entryEnds
    var random = SplitMix(state: 4)
    for _ in 0..<60 {
      let cut = Int.random(in: JournalHeader.size..<walk.journal.count, using: &random)
      try expectHonestRecovery(of: walk, entries: ends.count { $0 <= cut }, cut: cut)
    }
  }

  @Test("a walk cut around each of its events, is recovered or reported and tells nothing new")
  func recovery_aroundEvents_inventsNothing() throws {
    let walk = try Self.short
    let ends = walk.entryEnds
    for index in walk.entries.indices where walk.entries[index].kind == .event {
      try expectHonestRecovery(of: walk, entries: index, cut: ends[index] - 1)
    }
  }

  /// A walk to a cap of 10 s: START, END, answers and close in some 20 KiB.
  private static var short: TestWalk { get throws { try shortWalk.get() } }
  private static let shortWalk = Result { try TestWalk(cap: "10 s") }

  private func expectPrefix(_ walk: TestWalk, _ cut: Int) throws {
    let ends = walk.entryEnds
    let whole = ends.count { $0 <= cut }
    let contents = try JournalContents(parsing: Array(walk.journal[..<cut]))
    #expect(contents.entries == walk.entries.first(whole), "cut at \(cut)")
    let end = whole == 0 ? JournalHeader.size : ends[whole - 1]
    if end == cut {
      #expect(contents.tornTail == nil, "cut at \(cut)")
    } else {
      #expect(contents.tornTail?.offset == end, "cut at \(cut)")
      #expect(contents.tornTail?.reason == .cutShort, "cut at \(cut)")
    }
  }

  /// Recovers the journal cut at `cut`, which leaves `count` whole entries, and holds the result
  /// against the whole walk.
  private func expectHonestRecovery(of walk: TestWalk, entries count: Int, cut: Int) throws {
    let recovery: SessionRecovery
    do throws(JournalFault) {
      recovery = try SessionRecovery(journal: Array(walk.journal[..<cut]))
    } catch {
      // Only the protocol file and the opening must be there for a session.
      #expect(error.code == .inconsistent && count < 2, "cut at \(cut): \(error)")
      return
    }
    let durable = walk.entries.prefix(count)
    #expect(recovery.replay.entries.prefix(count).elementsEqual(durable), "cut at \(cut)")
    let machine = recovery.replay.engine.machine
    #expect([.abandoned, .interrupted, .closed, .idle].contains(machine.phase), "cut at \(cut)")
    let told = machine.timeline
    let whole = walk.engine.machine.timeline
    #expect(told.start == nil || told.start == whole.start, "cut at \(cut)")
    for mark in told.marks {
      #expect(
        whole.marks.contains { $0.mark == mark.mark && $0.at == mark.at }, "cut at \(cut): \(mark)")
    }
    let last = durable.map(\.instant).max() ?? MonotonicInstant(microseconds: 0)
    guard let end = told.end else { return #expect(machine.phase == .idle, "cut at \(cut)") }
    if end.by == .interruption {
      #expect(end.at <= last, "cut at \(cut): END \(end.at) after \(last)")
    } else {
      #expect(end.at == whole.end?.at && end.by == whole.end?.by, "cut at \(cut)")
    }
  }
}

extension [JournalEntry] {
  /// The first `count` entries.
  fileprivate func first(_ count: Int) -> [JournalEntry] { Array(prefix(count)) }
}
