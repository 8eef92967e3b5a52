import FuzzHarness

/// Called by libFuzzer for every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let plan = ChunkPlan(&input)
  let asksAll = input.byte() % 2 == 0
  let chunks = plan.chunks(of: input.rest)
  checkFraming(chunks.map(\.bytes))
  checkDecoder(chunks, asksAll: asksAll)
  checkDriver(chunks)
  return 0
}

/// Called by libFuzzer once, before the first input.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
  writeSeedsIfAsked(csafeSeeds)
  return 0
}
