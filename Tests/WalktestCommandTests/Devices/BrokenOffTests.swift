import Foundation
import StrictJSON
import Testing

/// Ctrl-C and SIGTERM while `walktest run --foreground` runs: no walk is lost by one key, and whatever ends it,
/// there is a record that verifies.
@Suite("walktest run broken off", .enabled(if: EmulatedCart.shallRun, EmulatedCart.absent))
struct BrokenOffTests {
  /// A walk on a machine without any device, which waives all of them.
  private static func armed() async throws -> CartWalk {
    let walk = try await CartWalk(belt: true, "--without-sensors", "none-here", "--patience", "0")
    try walk.cart.start()
    try await walk.cart.line("armed")
    return walk
  }

  @Test("before START, one of either: the session is given up", arguments: [SIGINT, SIGTERM])
  func beforeStart(signal: Int32) async throws {
    let walk = try await Self.armed()
    try walk.cart.signal(signal)
    let record = try await walk.record()
    #expect(record.kinds == ["open", "abort"])
    #expect(record.walk["start_us"] == .null)
  }

  @Test("while sensors are waited for: the session is opened and given up")
  func beforeArming() async throws {
    let walk = try await CartWalk(belt: true)
    try walk.cart.start()
    try await walk.cart.line("waiting for")
    try walk.cart.signal(SIGINT)
    let record = try await walk.record()
    #expect(record.kinds == ["open", "abort"])
  }

  @Test("one Ctrl-C in a walk asks and the walk goes on; a second one breaks it off")
  func interrupts() async throws {
    let walk = try await Self.armed()
    let cart = walk.cart
    try cart.type("s")
    try await cart.line("START")
    try cart.signal(SIGINT)
    try await cart.line("Ctrl-C again breaks it off")
    try cart.type("f")
    try await cart.line("mark: first-symptoms")
    try cart.signal(SIGINT)
    let record = try await walk.record()
    #expect(record.kinds == ["open", "interrupted"])
    #expect(record.walk["end"]?["reason"] == "INTERRUPTED")
    #expect(record.outcome("tfs_us") != .null)
    #expect(record.walk["waivers"]?.array?.count == 4)
  }

  @Test("SIGTERM in a walk: interrupted at once")
  func termination() async throws {
    let walk = try await Self.armed()
    try walk.cart.type("s")
    try await walk.cart.line("START")
    try walk.cart.signal(SIGTERM)
    let record = try await walk.record()
    #expect(record.kinds == ["open", "interrupted"])
    #expect(record.walk["end"]?["reason"] == "INTERRUPTED")
  }

  @Test("SIGTERM after END, before the record is closed: interrupted, END stands")
  func afterEnd() async throws {
    let walk = try await Self.armed()
    try walk.cart.type("s")
    try await walk.cart.line("START")
    try walk.cart.type("e FATIGUE")
    try await walk.cart.line("END by")
    try walk.cart.signal(SIGTERM)
    let record = try await walk.record()
    #expect(record.kinds == ["open", "interrupted"])
    #expect(record.walk["end"]?["reason"] == "FATIGUE")
  }
}
