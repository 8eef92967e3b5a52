import DeviceProtocols
import Readings

/// `ant STREAM [plant]`: frames and checks a stream in reads of 4 096 bytes, as a stick's driver
/// delivers them, after one pass to warm up. With `plant` one array is allocated for every thousand
/// messages, to prove that the counter sees it.
func measureAntFraming(_ arguments: [String]) throws -> Measured {
  guard let path = arguments.first else { throw BenchmarkFault("ant STREAM [plant]") }
  let stream = try contents(of: path)
  let plants = arguments.contains("plant")
  var sum = 0
  var messages = 0
  var planted: [Int] = []
  func pass() {
    var deframer = AntDeframer()
    var start = 0
    while start < stream.count {
      let end = min(stream.count, start + 4_096)
      deframer.receive(stream.span.extracting(start..<end)) { message in
        sum &+= Int(message[1]) &+ message.count
        if plants, message[1] == 0 { planted = [sum] }
      }
      start = end
    }
    messages = deframer.messages
  }
  pass()
  let numbers = Probe.run(pass)
  guard planted.count < 2 else { throw BenchmarkFault("the planted allocation is gone") }
  return Measured(
    numbers: numbers + [("messages", Int64(messages)), ("bytes", Int64(stream.count)),
      ("sum", Int64(sum & 0xFFFF_FFFF))])
}

/// `pod`: the bytes that a virtual walk's stick delivered, read by the foot pod's decoder a hundred
/// times over, each time by a new decoder that is made before the clock starts.
func measureFootPod(_ arguments: [String]) throws -> Measured {
  let chunks = try BenchmarkSession.capped().podChunks
  var decoders = (0..<100).map { _ in FootPodDecoder(source: DeviceSource(1)) }
  var readings = 0
  var messages = 0
  func pass(_ decoder: inout FootPodDecoder) {
    for chunk in chunks {
      decoder.receive(chunk.bytes, at: chunk.at) { report in
        if case .reading = report { readings += 1 }
      }
    }
    messages += decoder.link.messages
  }
  pass(&decoders[0])
  (readings, messages) = (0, 0)
  let numbers = Probe.run {
    for index in decoders.indices.dropFirst() { pass(&decoders[index]) }
  }
  return Measured(
    numbers: numbers + [("messages", Int64(messages)), ("readings", Int64(readings))])
}
