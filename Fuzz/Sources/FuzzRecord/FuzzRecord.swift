import FuzzHarness

/// Called by libFuzzer for every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let bytes = SignedExamples.edited.text(&input)
  checkJSON(bytes)
  checkRecord(bytes)
  checkTrust(bytes)
  checkSignature(bytes)
  return 0
}

/// Called by libFuzzer once, before the first input.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
  writeSeedsIfAsked {
    try SignedExamples.checkThatAllAreAccepted()
    return SignedExamples.edited.seeds + SignedExamples.all.map { [0] + $0 }
  }
  return 0
}
