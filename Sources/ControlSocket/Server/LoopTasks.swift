import DeviceHost
import Synchronization

/// Lets tasks run on the server's thread: a request must not wait because the threads that all other
/// tasks share are taken.
final class LoopTasks: TaskExecutor {
  private let loop: EventLoop
  private let isStopped = Mutex(false)

  init(_ loop: EventLoop) { self.loop = loop }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // Under the lock: the loop runs all that was given to it before it stops, and nothing after.
    let isTaken = isStopped.withLock { isStopped in
      if !isStopped {
        loop.submit { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
      }
      return !isStopped
    }
    if !isTaken { globalConcurrentExecutor.enqueue(job) }
  }

  /// Ends the loop; calls under way go on with the threads that all tasks share.
  func stop() {
    isStopped.withLock { $0 = true }
    loop.stop()
  }
}
