import FuzzHarness
import Readings
import WalkProtocol

/// The shipped files, to be edited.
private let editedProtocols = EditedTexts(ShippedProtocols.all.map(\.bytes))

/// Called by libFuzzer for every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  do {
    var definition = try ProtocolFile.parse(editedProtocols.text(&input), named: "fuzz.json")
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
  writeSeedsIfAsked { editedProtocols.seeds + ShippedProtocols.all.map { [0] + $0.bytes } }
  return 0
}
