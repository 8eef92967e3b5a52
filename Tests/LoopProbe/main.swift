// Runs the sample loop in a process of its own and tells what came of it, as `name=number` words.
//
//   LoopProbe run HERTZ TICKS       as the process is
//   LoopProbe alone HERTZ TICKS     with nobody writing beside it, as cyclictest measures
//   LoopProbe unprivileged          as user 65534 with no right to SCHED_FIFO, locked memory or processors kept awake
//
// With Benchmarks/malloc-count preloaded, `run` also tells how often any thread allocated
// meanwhile.
import CRealTime
import Glibc
import Readings
import SampleLoop

typealias AllocationCount = @convention(c) () -> UInt64

/// Tells heap allocations of the process so far; nil when the counter is not preloaded.
let allocationCount: AllocationCount? = dlsym(nil, "walktest_malloc_count").map {
  unsafeBitCast($0, to: AllocationCount.self)
}

/// The error number of a refusal; 0 when it was granted.
func refusal(_ grant: LoopPrivileges.Grant) -> Int32 {
  switch grant {
  case .granted: 0
  case .refused(let error): error
  }
}

/// Tells what a loop that has stopped reports.
func tell(_ loop: SampleLoop, samples: Int64, _ words: [String] = []) {
  let end = loop.report
  let told =
    words + [
      "ticks=\(end.ticks)", "samples=\(samples)", "missed=\(end.missed)", "lost=\(end.lost)",
      "scheduling=\(refusal(loop.privileges.scheduling))",
      "memory=\(refusal(loop.privileges.memory))",
      "wakefulness=\(refusal(loop.privileges.wakefulness))", "priority=\(loop.privileges.priority)",
      "p50=\(end.wakeUps.p50?.count ?? -1)", "p99=\(end.wakeUps.p99?.count ?? -1)",
      "p999=\(end.wakeUps.p999?.count ?? -1)", "max=\(end.wakeUps.max.count)",
    ]
  print(told.joined(separator: " "))
}

/// Writes a new speed each ms for as long as `ticks` ticks take, without allocating.
func feed(_ latest: LatestTable, hertz: Int, ticks: Int64) {
  var at = realtime_now_ns()
  let end = at + ticks * 1_000_000_000 / Int64(hertz)
  while at < end {
    at += 1_000_000
    let reading = Reading(
      instant: MonotonicInstant(microseconds: at / 1_000), source: DeviceSource(1),
      value: .speed(MillimetresPerSecond(1_200)), resolution: 1, raw: RawBytes())
    latest.write(reading)
    _ = realtime_sleep_until_ns(at)
  }
}

func run(hertz: Int, ticks: Int64) throws {
  guard let rate = SampleRate(hertz: hertz) else { exit(64) }
  let latest = LatestTable()
  let loop = try SampleLoop(rate: rate, latest: latest, capacity: Int(ticks) * 2)
  // The first ticks are the thread's start, and the first write may make what Swift makes once.
  feed(latest, hertz: hertz, ticks: 10)
  let before = loop.report
  let count: AllocationCount = allocationCount ?? { 0 }
  let allocationsBefore = count()
  feed(latest, hertz: hertz, ticks: ticks)
  let allocationsAfter = count()
  let allocations = allocationCount == nil ? -1 : Int64(allocationsAfter - allocationsBefore)
  let after = loop.report
  let hasEnded = loop.stop()
  var samples: Int64 = 0
  var present: Int64 = 0
  loop.drain { entry in
    guard case .sample(let sample) = entry else { return }
    samples += 1
    if sample[.speed].integer == 1_200 { present += 1 }
  }
  tell(
    loop, samples: samples,
    [
      "ended=\(hasEnded ? 1 : 0)", "counted=\(after.ticks - before.ticks)",
      "allocations=\(allocations)", "speeds=\(present)",
    ])
}

/// Lets the loop take `ticks` ticks and drains it once a second, as a walk that nobody tells anything.
func runAlone(hertz: Int, ticks: Int64) throws {
  guard let rate = SampleRate(hertz: hertz) else { exit(64) }
  let loop = try SampleLoop(rate: rate, latest: LatestTable())
  var samples: Int64 = 0
  while samples < ticks {
    _ = realtime_sleep_until_ns(realtime_now_ns() + 1_000_000_000)
    loop.drain { entry in
      if case .sample = entry { samples += 1 }
    }
  }
  _ = loop.stop()
  tell(loop, samples: samples)
}

/// Gives up what lets a process take SCHED_FIFO or lock memory; ends the process when it cannot.
func giveUpPrivileges() {
  var none = rlimit(rlim_cur: 0, rlim_max: 0)
  guard setrlimit(Int32(__RLIMIT_RTPRIO.rawValue), &none) == 0,
    setrlimit(Int32(__RLIMIT_MEMLOCK.rawValue), &none) == 0
  else { exit(77) }
  if geteuid() == 0 {
    guard setgroups(0, nil) == 0, setgid(65_534) == 0, setuid(65_534) == 0 else { exit(77) }
  }
}

let arguments = CommandLine.arguments
switch arguments.dropFirst().first {
case "run" where arguments.count == 4:
  try run(hertz: Int(arguments[2]) ?? 0, ticks: Int64(arguments[3]) ?? 0)
case "alone" where arguments.count == 4:
  try runAlone(hertz: Int(arguments[2]) ?? 0, ticks: Int64(arguments[3]) ?? 0)
case "unprivileged":
  giveUpPrivileges()
  try run(hertz: 100, ticks: 20)
default:
  exit(64)
}
