import CLinuxIO
import ControlSocket
import Glibc

/// A daemon that greets, tells a status and then misbehaves as it is told to.
enum HostileServer {
  static func serve(at path: String, _ kind: String) {
    let listener = linuxio_local_socket()
    unlink(path)
    guard linuxio_local_bind(listener, path) == 0, listen(listener, 8) == 0 else { exit(1) }
    tell("ready")
    while true {
      let client = accept(listener, nil, nil)
      guard client >= 0 else { continue }
      converse(client, kind)
      close(client)
    }
  }

  private static func converse(_ client: Int32, _ kind: String) {
    var framer = LineFramer()
    var bytes = [UInt8](repeating: 0, count: 4_096)
    while case let count = read(client, &bytes, bytes.count), count > 0 {
      for case .whole(let line) in framer.take(bytes.prefix(count)) {
        guard let call = try? ControlCall(parsing: line) else { return }
        if case .hello = call.request {
          say(client, .reply(id: call.id, .welcome(daemon: "0.4.0", roles: [.staff])))
        } else if !misbehave(client, call, kind) {
          return
        }
      }
    }
  }

  /// False when the connection is over.
  private static func misbehave(_ client: Int32, _ call: ControlCall, _ kind: String) -> Bool {
    switch kind {
    case "silent": break
    case "long": send(client, [UInt8](repeating: 0x61, count: 5_000_000))
    case "garbage": send(client, (0..<60_000).map { UInt8(truncatingIfNeeded: $0 &* 7) } + [0x0A])
    case "half":
      send(client, Array(#"{"reply":\#(call.id),"resu"#.utf8))
      return false
    case "other-result": say(client, .reply(id: call.id, .opened(session: "x")))
    case "huge-numbers":
      var line = #"{"reply":\#(call.id),"result":"status","status":{"phase":"walking","#
      line += #""now_us":9007199254740991,"missing":[],"waived":[],"questions":[],"#
      line += #""start_us":-9007199254740991,"marks":[{"mark":"first-symptoms","#
      line += #""at_us":-9007199254740991}],"resting":false}}"#
      answerRest(client, call, Array((line + "\n").utf8))
    default: return false
    }
    return true
  }

  private static func answerRest(_ client: Int32, _ call: ControlCall, _ status: [UInt8]) {
    switch call.request {
    case .status: send(client, status)
    case .devices: say(client, .reply(id: call.id, .devices([])))
    default: say(client, .reply(id: call.id, .done))
    }
  }

  private static func say(_ client: Int32, _ message: ControlMessage) {
    send(client, message.line ?? [])
  }

  private static func send(_ client: Int32, _ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}

/// Writes a line to standard output at once.
func tell(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = write(STDOUT_FILENO, bytes, bytes.count)
}
