import DeviceProtocols
import Readings

/// `ant STREAM [plant]`: frames and checks a stream in reads of 4 096 bytes, as a stick's driver
/// delivers them, after one pass to warm up. With `plant` one array is allocated for every thousand
/// messages, to prove that the counter sees it.
func measureAntFraming(_ arguments: [String]) throws -> Measured {
  guard let path = arguments.first else { throw BenchmarkFault("ant STREAM [plant]") }
  let stream = try contents(of: path)
  let plants = arguments.contains("plant")
  var pass = FramingPass(over: stream, plants: plants)
  let numbers = Probe.run { pass = FramingPass(over: stream, plants: plants) }
  guard pass.planted.count < 2 else { throw BenchmarkFault("the planted allocation is gone") }
  let found: [(String, Int64)] = [
    ("messages", Int64(pass.messages)), ("sum", Int64(pass.sum & 0xFFFF_FFFF)),
    ("steady_allocations", Int64(pass.steadyAllocations)),
  ]
  return Measured(numbers: numbers + found)
}

/// What one pass over a stream found.
private struct FramingPass {
  var sum = 0
  var messages = 0
  var planted: [Int] = []
  /// Allocations from the second read on: the first sets up what lasts for the whole pass.
  var steadyAllocations: UInt64 = 0

  init(over stream: [UInt8], plants: Bool) {
    var deframer = AntDeframer()
    var tally = FramingPass()
    var before = Probe.allocations ?? 0
    var start = 0
    while start < stream.count {
      let end = min(stream.count, start + 4_096)
      deframer.receive(stream.span.extracting(start..<end)) { message in
        tally.sum &+= Int(message[1]) &+ message.count
        tally.messages &+= 1
        if plants, tally.messages % 1_000 == 0 { tally.planted = [tally.sum] }
      }
      if start == 0 { before = Probe.allocations ?? 0 }
      start = end
    }
    tally.steadyAllocations = (Probe.allocations ?? 0) &- before
    self = tally
  }

  private init() {}
}

/// `pod`: the bytes that a virtual walk's stick delivered, read by the foot pod's decoder a hundred
/// times over, each time by a new decoder. Allocations are counted from the second minute of a walk
/// on, when the pod has told who it is.
func measureFootPod(_ arguments: [String]) throws -> Measured {
  let chunks = try BenchmarkSession.capped().podChunks
  let warm = min(chunks.count, 240)
  var readings = 0
  var messages = 0
  var steadyAllocations: UInt64 = 0
  func pass() {
    var decoder = FootPodDecoder(source: DeviceSource(1))
    var before: UInt64 = 0
    for index in chunks.indices {
      if index == warm { before = Probe.allocations ?? 0 }
      decoder.receive(chunks[index].bytes, at: chunks[index].at) { report in
        if case .reading = report { readings &+= 1 }
      }
    }
    steadyAllocations &+= (Probe.allocations ?? 0) &- before
    messages &+= decoder.counts.messages
  }
  pass()
  (readings, messages, steadyAllocations) = (0, 0, 0)
  let numbers = Probe.run { for _ in 0..<100 { pass() } }
  let found: [(String, Int64)] = [
    ("messages", Int64(messages)), ("readings", Int64(readings)),
    ("steady_allocations", Int64(steadyAllocations)),
  ]
  return Measured(numbers: numbers + found)
}
