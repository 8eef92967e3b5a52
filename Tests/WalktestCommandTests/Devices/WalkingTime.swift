import Foundation

/// The time that a person walks or holds a button: what is measured, and nothing that is waited for.
enum WalkingTime {
  /// Lets `seconds` of it pass.
  static func pass(seconds: Double) async throws {
    let end = DispatchTime.now() + seconds
    await withCheckedContinuation { passed in
      DispatchQueue.global().asyncAfter(deadline: end) { passed.resume() }
    }
  }
}
