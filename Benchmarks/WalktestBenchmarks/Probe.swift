import Glibc

/// The machine's monotonic clock and the preloaded allocation counter.
enum Probe {
  private typealias Count = @convention(c) () -> UInt64

  private static let count: Count? = dlsym(nil, "walktest_malloc_count").map {
    unsafeBitCast($0, to: Count.self)
  }

  /// Heap allocations so far; nil when Benchmarks/malloc-count is not preloaded.
  static var allocations: UInt64? { count?() }

  /// Nanoseconds on CLOCK_MONOTONIC.
  static var nanoseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Runs `body` and says how long it took and, with the counter preloaded, how often it allocated.
  static func run(_ body: () throws -> Void) rethrows -> [(String, Int64)] {
    let before = allocations
    let start = nanoseconds
    try body()
    let elapsed = nanoseconds - start
    var numbers: [(String, Int64)] = [("ns", elapsed)]
    if let before, let after = allocations {
      numbers.append(("allocations", Int64(after - before)))
    }
    return numbers
  }
}

/// The bytes of the file at `path`.
func contents(of path: String) throws -> [UInt8] {
  guard let file = fopen(path, "rb") else { throw BenchmarkFault("cannot open \(path)") }
  defer { fclose(file) }
  fseek(file, 0, SEEK_END)
  let size = ftell(file)
  rewind(file)
  let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
    count = fread(buffer.baseAddress, 1, size, file)
  }
  guard bytes.count == size else { throw BenchmarkFault("cannot read \(path)") }
  return bytes
}

/// Writes `bytes` to the file at `path`.
func save(_ bytes: [UInt8], to path: String) throws {
  guard let file = fopen(path, "wb") else { throw BenchmarkFault("cannot write \(path)") }
  let written = fwrite(bytes, 1, bytes.count, file)
  guard fclose(file) == 0, written == bytes.count else {
    throw BenchmarkFault("cannot write \(path)")
  }
}
