import DeviceProtocols
import Readings

/// What happens to the contacts of a simulated button, in order of time.
struct ContactSchedule: Sendable {
  private var edges: [ContactEdge] = []
  private var done = 0

  /// Adds the edges of one contact. Those before the last one taken come next.
  mutating func add(_ added: [ButtonContactEdge], contact: Int) {
    var waiting =
      edges[done...]
      + added.map {
        ContactEdge(at: $0.at, contact: contact, isPress: $0.isPress)
      }
    waiting.sort { ($0.at, $0.contact) < ($1.at, $1.contact) }
    edges = Array(waiting)
    done = 0
  }

  /// When the next edge happens; nil when there is none.
  var next: MonotonicInstant? { done < edges.count ? edges[done].at : nil }

  /// Takes the next edge when it happens until `instant`.
  mutating func take(until instant: MonotonicInstant) -> ContactEdge? {
    guard done < edges.count, edges[done].at <= instant else { return nil }
    defer { done += 1 }
    return edges[done]
  }
}
