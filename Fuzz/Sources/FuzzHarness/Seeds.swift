import Glibc

/// Writes the seeds and ends the process when the environment variable `WALKTEST_FUZZ_SEEDS` names a
/// directory; every target makes its own from captures and virtual walks. Else nothing is done.
public func writeSeedsIfAsked(_ seeds: () throws -> [[UInt8]]) {
  guard let directory = getenv("WALKTEST_FUZZ_SEEDS").map({ String(cString: $0) }) else { return }
  do {
    let seeds = try seeds()
    for (number, seed) in seeds.enumerated() {
      guard save(seed, to: "\(directory)/seed-\(number)") else {
        stop("cannot write into \(directory): \(String(cString: strerror(errno)))")
      }
    }
    print("\(seeds.count) seeds")
    exit(0)
  } catch {
    stop("cannot make seeds: \(error)")
  }
}

private func save(_ bytes: [UInt8], to path: String) -> Bool {
  guard let file = fopen(path, "wb") else { return false }
  let written = fwrite(bytes, 1, bytes.count, file)
  return fclose(file) == 0 && written == bytes.count
}
