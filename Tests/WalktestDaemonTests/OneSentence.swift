import DaemonRig
import Testing

/// A daemon that could not start said why in one line, as a sentence, and nothing of its inside.
func expectOneSentence(
  _ end: RunningDaemon.End, sourceLocation: SourceLocation = #_sourceLocation
) {
  // Of what a daemon logs before, only what it complains of matters.
  let lines = end.log.split(separator: "\n").filter { $0.hasPrefix("walktestd: ") }
  #expect(lines.count == 1, "\(end.log)", sourceLocation: sourceLocation)
  guard let line = lines.first else { return }
  #expect(
    end.log.hasSuffix("\(line)\n"), "something after it: \(end.log)",
    sourceLocation: sourceLocation)
  #expect(
    line.hasSuffix(".") || line.hasSuffix(")"), "no sentence: \(line)",
    sourceLocation: sourceLocation)
  for inside in ["Error Domain", "NSCocoa", "UserInfo", "Optional(", "Fault(", "Usage:"] {
    #expect(!line.contains(inside), "shows its inside: \(line)", sourceLocation: sourceLocation)
  }
}
