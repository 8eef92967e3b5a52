import Testing

@testable import SampleLoop

@Suite("Grid of ticks")
struct TickGridTests {
  static let rates = [10, 30, 60, 100, 333, 997, 1_000]

  private func grid(_ hertz: Int, origin: Int64 = 5_000) throws -> TickGrid {
    TickGrid(origin: origin, rate: try #require(SampleRate(hertz: hertz)))
  }

  @Test("a rate outside 10 to 1 000 Hz, there is none", arguments: [Int.min, 0, 9, 1_001, .max])
  func refusedRates(hertz: Int) {
    #expect(SampleRate(hertz: hertz) == nil)
  }

  @Test("any rate, whole seconds fall on whole seconds after years", arguments: rates)
  func noDrift(hertz: Int) throws {
    let years: Int64 = 5 * 365 * 86_400
    #expect(try grid(hertz).due(years * Int64(hertz)) == 5_000 + years * 1_000_000_000)
  }

  @Test("any rate, a tick is due at its instant and not a nanosecond before", arguments: rates)
  func lastDue(hertz: Int) throws {
    let grid = try grid(hertz)
    for number in Array(0...Int64(2 * hertz)) + [1_000_003, 123_456_789] {
      #expect(grid.lastDue(at: grid.due(number)) == number)
      #expect(grid.lastDue(at: grid.due(number) - 1) == number - 1)
    }
  }

  @Test("a wake-up late within its period, its own tick is taken and none is missed")
  func late() throws {
    let wakeUp = try grid(100).wakeUp(for: 7, at: 5_000 + 79_999_999)
    #expect(wakeUp == WakeUp(tick: 7, missed: 0, lateness: 9_999_999))
  }

  @Test("a wake-up in a later period, its tick is taken and those between are missed")
  func missed() throws {
    let wakeUp = try grid(100).wakeUp(for: 7, at: 5_000 + 100_000_000)
    #expect(wakeUp == WakeUp(tick: 10, missed: 3, lateness: 30_000_000))
  }

  @Test("a process stopped for 30 s, 3 000 ticks less one are missed and the grid stands")
  func stopped() throws {
    let grid = try grid(100)
    let wakeUp = grid.wakeUp(for: 1, at: grid.due(3_000) + 42)
    #expect(wakeUp == WakeUp(tick: 3_000, missed: 2_999, lateness: 29_990_000_042))
    #expect(grid.due(wakeUp.tick + 1) == 5_000 + 30_010_000_000)
  }

  @Test("a wake-up before its time, the tick asked for is taken and counts as not late")
  func early() throws {
    #expect(
      try grid(100).wakeUp(for: 7, at: 4_000) == WakeUp(tick: 7, missed: 0, lateness: 0))
  }
}
