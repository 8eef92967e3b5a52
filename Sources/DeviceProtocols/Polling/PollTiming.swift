import Readings

/// When a driver that asks a device over and over does what.
struct PollTiming: Sendable {
  /// From the beginning of one round of requests to the next.
  var round: Microseconds
  /// How long an answer may take.
  var answer: Microseconds
  /// From an answer to the next request.
  var pause: Microseconds
  /// Silence after which the link is stalled.
  var stall: Microseconds
  /// Silence after which the port is opened again, once.
  var silence: Microseconds = .seconds(10)
  /// How many answers in a row may be wrong before the port is opened again, and once more before
  /// the driver gives up.
  var mostBad = 10
}
