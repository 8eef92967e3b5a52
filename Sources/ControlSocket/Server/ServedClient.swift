import Readings

/// One connection as the server keeps it.
struct ServedClient {
  let socket: Int32
  let peer: ControlPeer
  var framer = LineFramer()
  /// Lines that came while the daemon works on the one before.
  var waiting: [LineFramer.Line] = []
  var output = OutputQueue()
  var isGreeted = false
  var isSubscribed = false
  /// The daemon works on a request of this client; nothing more is read from it until it is done.
  var isBusy = false
  /// It is turned away: what waits is its last words.
  var isLeaving = false
  /// It has closed its side and says no more.
  var hasEnded = false
  /// When patience with it ends; nil when nothing is awaited of it.
  var deadline: MonotonicInstant?
  /// What epoll is asked for.
  var interest: UInt32 = 0

  /// More is read from it: it has said all that it may say before it is replied to.
  var isHeard: Bool { !isBusy && waiting.isEmpty && !isLeaving && !hasEnded }
  /// It says no more and nothing more is to be said to it.
  var isDone: Bool {
    hasEnded && !isBusy && waiting.isEmpty && output.isEmpty && !isSubscribed
  }

  init(_ socket: Int32, _ peer: ControlPeer) {
    self.socket = socket
    self.peer = peer
  }
}
