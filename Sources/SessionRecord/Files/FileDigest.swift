import Crypto
import FoundationEssentials

/// Hashes a stream of bytes as it passes.
struct FileDigest {
  private var state = SHA256()
  /// How many bytes have passed.
  private(set) var count: Int64 = 0

  mutating func append(_ bytes: [UInt8]) {
    state.update(data: bytes)
    count += Int64(bytes.count)
  }

  /// The hash of everything that has passed.
  var hash: ContentHash { ContentHash(state.finalize()) }
}
