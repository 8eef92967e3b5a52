import FuzzHarness
import Readings
import SessionCapture
import StrictJSON
import WalkProtocol

/// Any bytes: what is read as whole entries writes the same bytes again, the torn rest begins right
/// behind them, and a session that can be recovered stays recovered.
func checkJournal(_ bytes: [UInt8]) {
  guard !checkReading(of: bytes).isEmpty else { return }
  if let recovery = try? SessionRecovery(journal: bytes) { checkRecovered(recovery) }
}

/// Checks what is read of a journal and returns its whole entries.
@discardableResult
func checkReading(of bytes: [UInt8]) -> [JournalEntry] {
  do {
    let contents = try JournalContents(parsing: bytes)
    check(contents, of: bytes)
    return contents.entries
  } catch {
    invariant(!"\(error)".isEmpty, "a refusal says nothing")
    return []
  }
}

private func check(_ contents: JournalContents, of bytes: [UInt8]) {
  var whole: [UInt8] = contents.header.bytes
  for (index, entry) in contents.entries.enumerated() {
    invariant(Int(entry.sequence) == index, "entry \(index) has number \(entry.sequence)")
    entry.append(to: &whole)
  }
  // The header's reserved bytes are not kept; everything behind it is.
  let read = bytes.prefix(whole.count).dropFirst(JournalHeader.size)
  invariant(
    read.elementsEqual(whole.dropFirst(JournalHeader.size)), "entries re-encode differently")
  var expected = whole.count
  if PlantedFault.isOn, contents.entries.count > 1, contents.entries.count < 9 { expected += 1 }
  if let torn = contents.tornTail {
    invariant(torn.offset == expected, "torn at \(torn.offset), whole up to \(whole.count)")
    let written = (bytes.lastIndex { $0 != 0 } ?? -1) + 1
    invariant(torn.droppedBytes == written - torn.offset, "\(torn.droppedBytes) bytes dropped")
    invariant(torn.droppedBytes > 0, "torn, but nothing is dropped")
  } else {
    invariant(bytes.dropFirst(whole.count).allSatisfy { $0 == 0 }, "bytes are passed over unseen")
  }
}

/// A recovered session has an end, recovers to itself, and its package tells the same walk.
func checkRecovered(_ recovery: SessionRecovery) {
  let replay = recovery.replay
  let phase = replay.engine.machine.phase
  invariant([.idle, .closed, .abandoned, .interrupted].contains(phase), "recovered, but \(phase)")
  for (index, entry) in replay.entries.enumerated() {
    invariant(Int(entry.sequence) == index, "recovered entry \(index) is \(entry.sequence)")
  }
  do {
    let again = try SessionRecovery(journal: VirtualWalk.bytes(of: replay.entries))
    invariant(again.wasComplete || phase == .idle, "not complete after recovery")
    invariant(again.tornTail == nil, "torn after recovery")
    invariant(again.replay.entries == replay.entries, "a second recovery adds entries")
    invariant(
      again.replay.engine.walk.compactBytes == replay.engine.walk.compactBytes,
      "a second recovery tells another walk")
  } catch {
    invariant(false, "recovered once, not twice: \(error)")
  }
  checkPackage(of: replay)
}

/// The package's text files give the same entries, and those the same walk.
private func checkPackage(of replay: SessionReplay) {
  let material = PackageMaterial(of: replay.entries)
  do {
    let entries = try material.entries()
    // The protocol file's instant is not part of a package.
    invariant(
      entries.dropFirst().elementsEqual(replay.entries.dropFirst()),
      "the package tells other entries")
    let again = try SessionReplay(of: entries, end: .whole)
    invariant(
      again.engine.walk.compactBytes == replay.engine.walk.compactBytes,
      "the package tells another walk")
  } catch {
    invariant(false, "recovered, but its package is refused: \(error)")
  }
}
