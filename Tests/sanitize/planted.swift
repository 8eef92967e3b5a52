// What the sanitizers must and must not report, so that silence of the tests means something.
// `planted guarded` counts behind a contended Mutex; each other argument has one fault of its own.
import Glibc
import Synchronization

final class Counted: Sendable {
  let guarded = Mutex(0)
  // The planted fault: nothing guards it.
  nonisolated(unsafe) var bare = 0
}

/// Runs `body` on four threads and waits for them.
func onThreads(_ body: @escaping @Sendable () -> Void) {
  final class Body: Sendable {
    let call: @Sendable () -> Void
    init(_ call: @escaping @Sendable () -> Void) { self.call = call }
  }
  let threads = (0..<4).map { _ in
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().call() }
        return nil
      }, Unmanaged.passRetained(Body(body)).toOpaque())
    return thread
  }
  for thread in threads { pthread_join(thread, nil) }
}

let counted = Counted()
switch CommandLine.arguments.dropFirst().first {
case "guarded":
  onThreads {
    for _ in 0..<20_000 {
      counted.guarded.withLock { $0 += 1 }
      // Handed from one to the other in turns, so that waiting in the kernel is the rule.
      if counted.guarded.withLock({ $0 }) % 64 == 0 {
        counted.guarded.withLock { _ in _ = sched_yield() }
      }
    }
  }
  print(counted.guarded.withLock { $0 })
case "race":
  onThreads { for _ in 0..<1_000 { counted.bare += 1 } }
  print(counted.bare)
case "overrun":
  let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 16)
  bytes.initialize(repeating: 0, count: 16)
  print(bytes[16 + Int(CommandLine.argc) - 2])
  bytes.deallocate()
case "leak":
  onThreads { UnsafeMutablePointer<UInt8>.allocate(capacity: 4_096)[0] = 1 }
default:
  exit(2)
}
