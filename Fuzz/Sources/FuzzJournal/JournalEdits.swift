import FuzzHarness
import Readings
import SessionCapture
import StrictJSON

/// The virtual walk's journal after edits of its entries that `input` spells, with checksums put
/// right and, if the input says so, sequence numbers too: what no torn write makes but a bug could.
func editedJournal(_ input: inout FuzzInput) -> [UInt8] {
  var entries = VirtualWalk.entries
  let renumbers = input.byte() % 2 == 0
  let cut = input.number(below: entries.count)
  if cut > 0 { entries.removeSubrange(cut...) }
  var edits = 0
  while !input.isEmpty, entries.count > 1, edits < 6 {
    edits += 1
    let kind = input.byte() % 7
    let place = input.number(below: entries.count)
    switch kind {
    case 0: entries.remove(at: place)
    case 1: entries.insert(entries[input.number(below: entries.count)], at: place)
    case 2: entries.swapAt(place, input.number(below: entries.count))
    case 3: entries[place].instant.microseconds = time(&input)
    case 4: entries[place].payload = input.take(Int(input.byte() % 40))
    case 5 where !entries[place].payload.isEmpty:
      let offset = input.number(below: entries[place].payload.count)
      entries[place].payload[offset] = input.byte()
    default: entries[place].kind = [.protocolFile, .frame, .sample, .event][Int(input.byte() % 4)]
    }
  }
  if renumbers {
    for index in entries.indices { entries[index].sequence = UInt32(index) }
  }
  return VirtualWalk.bytes(of: entries)
}

private func time(_ input: inout FuzzInput) -> Int64 {
  let ends: [Int64] = [0, -1, .max, .min, 1 << 53, 600_000_001]
  return ends[Int(input.byte()) % ends.count] &+ Int64(Int8(bitPattern: input.byte()))
}

/// The walk's package with bytes of its text files edited: accepted lines give the same text again.
func checkMaterial(_ input: inout FuzzInput) {
  var texts = [
    VirtualWalk.material.samples, VirtualWalk.material.events, VirtualWalk.material.frames,
  ]
  var edits = 0
  while !input.isEmpty, edits < 6 {
    edits += 1
    let file = Int(input.byte() % 3)
    guard !texts[file].isEmpty else { continue }
    let offset = input.number(below: texts[file].count)
    switch input.byte() % 3 {
    case 0: texts[file][offset] = input.byte()
    case 1: texts[file].insert(contentsOf: input.take(Int(input.byte() % 16)), at: offset)
    default: texts[file].removeSubrange(offset..<min(texts[file].count, offset + 1 + edits * 7))
    }
  }
  let material = PackageMaterial(
    protocolFile: VirtualWalk.protocolBytes, samples: texts[0], events: texts[1], frames: texts[2])
  guard let entries = try? material.entries() else { return }
  var again = PackageMaterial(of: entries)
  invariant(again.samples.count == texts[0].count, "rows are lost or added")
  invariant(Set(lines(again.events)) == Set(lines(texts[1])), "events are told differently")
  again.protocolFile = material.protocolFile
  let inOrder = try? again.entries()
  invariant(inOrder == entries, "a package's entries change by being written again")
  guard let replay = try? SessionReplay(of: entries, end: .whole) else { return }
  _ = replay.engine.walk.compactBytes
}

private func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] { text.split(separator: 0x0A) }

extension VirtualWalk {
  static let material = PackageMaterial(of: entries)
}
