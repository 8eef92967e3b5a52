import Dispatch
import Glibc
import Synchronization

/// Appends entries to a journal file away from the capture path: `append` only copies bytes, a
/// queue of its own writes them and calls `fdatasync`, at once when one of them is an event. Rows and
/// frames are written together, at the latest 40 ms after the first came, and synced at the latest
/// 200 ms after it: a row alone is not worth a write.
///
/// After a failed write or sync nothing more is written (a retried fsync may lie); the failure is
/// kept and thrown by every later call. While a writer lives, and until its last sync is done, no
/// other one can open its file.
public final class JournalWriter: Sendable {
  /// The longest time that rows and frames wait for others.
  private static let longestUnwritten = DispatchTimeInterval.milliseconds(40)

  /// The longest time that written bytes stay unsynced: 200 ms less the time they may have waited.
  private static let longestUnsynced = DispatchTimeInterval.milliseconds(160)

  private struct State {
    var pending: [UInt8] = []
    var pendingHoldsEvent = false
    var isDrainScheduled = false
    /// The drain that is scheduled happens at once.
    var isDrainPrompt = false
    var isSyncScheduled = false
    var hasUnsynced = false
    var length = 0
    var failure: JournalFault?

    /// When what was added has to be written, and notes that it will be.
    mutating func nextDrain() -> Drain {
      defer { (isDrainScheduled, isDrainPrompt) = (true, isDrainPrompt || pendingHoldsEvent) }
      if pendingHoldsEvent { return isDrainPrompt ? .scheduled : .now }
      return isDrainScheduled ? .scheduled : .soon
    }

    /// An entry that was refused keeps later ones out; what came before it is still written.
    var mayWrite: Bool { failure == nil || failure?.code == .entryTooLong }
  }

  /// What has to be done that something is written.
  private enum Drain {
    /// Nothing: it will be.
    case scheduled
    /// With what comes within `longestUnwritten`.
    case soon
    /// At once.
    case now
  }

  /// Where the journal is.
  public let path: String
  private let descriptor: Int32
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "walktest.journal")

  /// Creates the journal, writes its header durably and reserves `preallocate` bytes, so that a
  /// disk that fills up in mid-walk cannot lose the walk.
  ///
  /// - Throws: `JournalFault`: `diskFull` when there is no room for the file or its reserved bytes,
  ///   `unreadable` when the file exists or cannot be created.
  public convenience init(creating path: String, header: JournalHeader, preallocate: Int)
    throws(JournalFault)
  {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw JournalFile.openingFault(errno: errno) }
    do throws(JournalFault) {
      try JournalFile.lock(descriptor)
      try JournalFile.reserve(max(preallocate, JournalHeader.size), in: descriptor)
      try JournalFile.writeAll(header.bytes, to: descriptor)
      guard fsync(descriptor) == 0 else { throw JournalFile.fault(errno: errno, at: 0) }
      try JournalFile.syncDirectory(of: path)
    } catch {
      Glibc.close(descriptor)
      unlink(path)
      throw error
    }
    self.init(path: path, descriptor: descriptor, length: JournalHeader.size)
  }

  /// Takes over an open and locked descriptor that stands at `length`, where the next entry goes.
  init(path: String, descriptor: Int32, length: Int) {
    self.path = path
    self.descriptor = descriptor
    state.withLock { $0.length = length }
  }

  deinit {
    Glibc.close(descriptor)
  }

  /// Hands entries over to be written in order. Waits for nothing.
  ///
  /// - Throws: the failure of an earlier write, once there was one; `entryTooLong` for a payload that
  ///   no entry can hold, and from then on.
  public func append(_ entries: [JournalEntry]) throws(JournalFault) {
    let (failure, drain) = state.withLock { state -> (JournalFault?, Drain) in
      // A hole in the order would hide all that follows it, so such an entry ends the journal.
      if let long = entries.first(where: { $0.payload.count > JournalEntry.longestPayload }) {
        state.failure = state.failure ?? Self.tooLong(long, at: state.length)
      }
      guard state.failure == nil else { return (state.failure, .scheduled) }
      for entry in entries {
        entry.append(to: &state.pending)
        state.pendingHoldsEvent = state.pendingHoldsEvent || entry.kind == .event
      }
      return (nil, state.nextDrain())
    }
    if let failure { throw failure }
    switch drain {
    case .scheduled: break
    case .soon: queue.asyncAfter(deadline: .now() + Self.longestUnwritten) { self.drain() }
    case .now: queue.async { self.drain() }
    }
  }

  /// Returns once all that was appended before the call is on the disk. The task waits, no thread
  /// does: writing and syncing happen on the writer's own queue.
  ///
  /// - Throws: the failure of a write or sync; then it is unknown how much is on the disk.
  public func durable() async throws(JournalFault) {
    let failure = await withCheckedContinuation {
      (waiting: CheckedContinuation<JournalFault?, Never>) in
      queue.async {
        self.drain()
        self.syncIfNeeded()
        waiting.resume(returning: self.state.withLock { $0.failure })
      }
    }
    if let failure { throw failure }
  }

  /// Waits until all that was appended is on the disk.
  ///
  /// - Throws: the failure of a write or sync.
  public func flush() throws(JournalFault) {
    queue.sync {
      self.drain()
      self.syncIfNeeded()
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// Ends the journal: flushes and gives the unused reserved bytes back.
  ///
  /// - Throws: the failure of a write or sync.
  public func finish() throws(JournalFault) {
    try flush()
    let length = state.withLock { $0.length }
    guard ftruncate(descriptor, off_t(length)) == 0, fsync(descriptor) == 0 else {
      throw JournalFile.fault(errno: errno, at: length)
    }
  }

  private func drain() {
    let (bytes, holdsEvent) = state.withLock { state in
      defer {
        state.pending = []
        state.pendingHoldsEvent = false
        state.isDrainScheduled = false
        state.isDrainPrompt = false
      }
      return (state.mayWrite ? state.pending : [], state.pendingHoldsEvent)
    }
    guard !bytes.isEmpty else { return }
    do throws(JournalFault) {
      try JournalFile.writeAll(bytes, to: descriptor)
      state.withLock { state in
        state.length += bytes.count
        state.hasUnsynced = true
      }
    } catch {
      return fail(error)
    }
    if holdsEvent { syncIfNeeded() } else { scheduleSync() }
  }

  private func scheduleSync() {
    let isFirst = state.withLock { state in
      defer { state.isSyncScheduled = true }
      return !state.isSyncScheduled
    }
    guard isFirst else { return }
    queue.asyncAfter(deadline: .now() + Self.longestUnsynced) { self.syncIfNeeded() }
  }

  private func syncIfNeeded() {
    let isNeeded = state.withLock { state in
      state.isSyncScheduled = false
      defer { state.hasUnsynced = false }
      return state.hasUnsynced && state.mayWrite
    }
    if isNeeded, fdatasync(descriptor) != 0 {
      fail(JournalFile.fault(errno: errno, at: state.withLock { $0.length }))
    }
  }

  private func fail(_ fault: JournalFault) {
    state.withLock { $0.failure = $0.mayWrite ? fault : $0.failure }
  }

  private static func tooLong(_ entry: JournalEntry, at offset: Int) -> JournalFault {
    JournalFault(
      .entryTooLong, at: offset,
      "entry \(entry.sequence) has \(entry.payload.count) bytes, the most is "
        + "\(JournalEntry.longestPayload)")
  }
}
