import DeviceProtocols
import FuzzHarness

/// Called by libFuzzer for every input. Its first byte says which treadmill it is: the variants of
/// the Trackmaster family, then a LifeSpan base; 128 and more: the host's requests are told too.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let choice = input.byte()
  let plan = ChunkPlan(&input)
  let chunks = plan.chunks(of: input.rest)
  let variants = TrackmasterVariant.all
  let number = Int(choice & 0x7F) % (variants.count + 1)
  if number < variants.count {
    checkTrackmasterFraming(chunks.map(\.bytes))
    checkTrackmasterDecoder(chunks, variants[number], tellsRequests: choice >= 128)
  } else {
    checkModbusFraming(chunks.map(\.bytes))
    checkLifespanDecoder(chunks, tellsRequests: choice >= 128)
  }
  return 0
}

/// Called by libFuzzer once, before the first input.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
  writeSeedsIfAsked(treadmillSeeds)
  return 0
}
