import ClockWitness
import Glibc

/// `walktest-clock`: tells walktestd what the kernel says of the wall clock.
///
/// adjtimex(2) asks for it, and can set the clock too, so the daemon's sandbox forbids the call. This
/// program may call it and nothing else that matters: it has no rights, no device, no network, no
/// store, and reads nothing but line feeds. A program of its own, because it stays as long as the
/// daemon does: it needs less than a MB of memory of its own.
@main
enum WalktestClock {
  private static let help = """
    walktest-clock: says what the kernel tells of the wall clock's discipline.

    For each line feed at standard input one line of JSON at standard output (docs/formats.md), until
    the input ends. systemd starts it when walktestd connects to walktest-clock.socket; to see what it
    says:  echo | walktest-clock

    EXIT STATUS
      0   the input has ended
      64  it was called with an argument other than --help
      65  something else than a line feed came in
      69  the kernel does not say: a system call filter forbids adjtimex

    """

  static func main() {
    signal(SIGPIPE, SIG_IGN)
    guard CommandLine.arguments.count == 1 else {
      let isHelp = CommandLine.arguments.dropFirst().elementsEqual(["--help"])
      say(help, to: isHelp ? STDOUT_FILENO : STDERR_FILENO)
      exit(isHelp ? EXIT_SUCCESS : EX_USAGE)
    }
    switch WitnessService.serve(questions: STDIN_FILENO, answers: STDOUT_FILENO) {
    case .left: exit(EXIT_SUCCESS)
    case .notAsked:
      say("walktest-clock: only line feeds are understood.\n", to: STDERR_FILENO)
      exit(EX_DATAERR)
    case .refused:
      say(
        "walktest-clock: the kernel does not say how the clock stands; allow clock_adjtime in the "
          + "unit's SystemCallFilter.\n", to: STDERR_FILENO)
      exit(EX_UNAVAILABLE)
    }
  }

  private static func say(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = write(descriptor, bytes, bytes.count)
  }
}
