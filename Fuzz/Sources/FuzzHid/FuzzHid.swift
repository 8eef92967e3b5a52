import FuzzHarness

/// Called by libFuzzer for every input. The first byte says what the rest is: a report descriptor
/// and reports for it, events of the kernel's input layer, or X-keys reports.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  switch input.byte() % 3 {
  case 0: checkDescriptor(&input)
  case 1: checkEvents(&input)
  default: checkXkeys(&input)
  }
  return 0
}

/// Called by libFuzzer once, before the first input.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
  writeSeedsIfAsked(hidSeeds)
  return 0
}
