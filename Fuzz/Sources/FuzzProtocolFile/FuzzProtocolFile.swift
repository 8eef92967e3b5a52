import FuzzHarness
import Readings
import WalkProtocol

/// Called by libFuzzer for every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    var definition = try ProtocolFile.parse(FuzzInput(start, count).rest, named: "fuzz.json")
    if PlantedFault.isOn, definition.version > 1 { definition.cap = .zero }
    checkRules(of: definition)
  } catch {
    invariant(!"\(error)".isEmpty, "a refusal says nothing")
  }
  return 0
}

/// Called by libFuzzer once, before the first input.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
  writeSeedsIfAsked { ShippedProtocols.all.map(\.bytes) }
  return 0
}
