import Glibc

// One measurement a process, so that scripts/bench can take them in turns with the reference
// programs: `WalktestBenchmarks NAME ARGUMENTS`, one line of JSON on standard output.
let arguments = Array(CommandLine.arguments.dropFirst())
do {
  guard let name = arguments.first, let measure = Measurement.named[name] else {
    throw BenchmarkFault("usage: WalktestBenchmarks \(Measurement.names) ARGUMENTS")
  }
  print(try measure(Array(arguments.dropFirst())).line)
} catch {
  print("benchmark: \(error)")
  exit(1)
}
