import FuzzHarness

/// Called by libFuzzer for every input. The first byte says how the rest is used.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  switch input.byte() % 4 {
  case 0: checkJournal(input.rest)
  case 1: checkScriptedSession(&input)
  case 2: checkJournal(editedJournal(&input))
  default: checkMaterial(&input)
  }
  return 0
}

/// Called by libFuzzer once, before the first input.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
  writeSeedsIfAsked {
    let walk = VirtualWalk.journal
    return [[0] + walk, [0] + walk.prefix(walk.count / 2), [2], [3]] + SessionScript.seeds
  }
  return 0
}
