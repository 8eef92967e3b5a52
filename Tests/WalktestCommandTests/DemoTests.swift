import Foundation
import StrictJSON
import Testing

@Suite("walktest demo")
struct DemoTests {
  @Test("text output, tells walk, outcome, record, receipts and every file that it names")
  func text() async throws {
    let scratch = try Scratch()
    let store = scratch.path + "/store"
    let answer = try await Walktest.run("demo", "--seed", "3", "--store", store)
    #expect(answer.status == 0)
    #expect(answer.complaint.isEmpty)
    let text = answer.text
    for part in [
      "deen-1.2mph-15min version 1", "subject S-003, visit baseline, trial 1",
      "armed: every gate has passed", "  0:00.0  START", "mark: first-symptoms",
      "mark: severe-symptoms", "END by button, SEVERE_SYMPTOMS", "walking  0.53 m/s",
      "TFS  time to first symptoms   0:21.0     marked",
      "TSS  time to severe symptoms  1:24.0     marked",
      "TAT  total ambulation time    1:24.0     ended: SEVERE_SYMPTOMS by button",
      "Distance                      44.1 m     complete", "verification good: ",
      "All 2 records and their chain are good.", "both sides agree record by record",
    ] {
      #expect(text.contains(part), "no \(part) in:\n\(text)")
    }
    #expect(text.components(separatedBy: "receipt  ").count == 3)
    #expect(text.components(separatedBy: "received 20").count == 3)
    for name in ["package ", "report ", "export ", "dictionary "] {
      let line = try #require(answer.lines.first { $0.hasPrefix("  " + name) })
      let path = try #require(line.split(separator: " ").last)
      #expect(Files.exists(String(path)), "\(path)")
    }
    let readme = try #require(text.components(separatedBy: "less '").last?.split(separator: "'"))
    #expect(Files.exists(String(readme[0])))
  }

  @Test("--json, one strict value that sessions, verify and the record on disk agree with")
  func json() async throws {
    let store = try await DemoStore.copy()
    let session = try store.session
    let shown = try await store.run("sessions", "show", session, "--json").json
    let listed = try await store.run("sessions", "list", "--json").json
    let verified = try await store.run("verify", store.package(2), "--json")
    let record = try StrictJSON.parse(try Files.bytes(store.package(2) + "/record.json"))
    #expect(try store.demo.at("walk") == record.at("walk"))
    #expect(try shown.at("walk") == record.at("walk"))
    let hash = try store.demo.at("record_sha256")
    #expect(try verified.json.at("record_sha256") == hash)
    #expect(try shown.at("records").array?.last?["record_sha256"] == hash)
    #expect(verified.status == 0)
    #expect(try verified.json.at("good") == true)
    #expect(try store.demo.at("verified") == true)
    #expect(try store.demo.at("chain_good") == true)
    #expect(try store.demo.at("delivery", "acknowledged") == 2)
    #expect(try store.demo.at("delivery", "reconciled") == true)
    #expect(try shown.at("state") == "closed")
    #expect(try shown.at("delivery") == "acknowledged")
    let row = try #require(listed.array?.first)
    for key in ["session", "subject", "visit", "trial", "mode", "protocol", "opened_at", "records"]
    {
      #expect(row[key] == shown[key], "\(key)")
    }
    #expect(try shown.at("subject") == record.at("subject"))
  }

  @Test("two demos in one store, one chain of four records")
  func twoDemos() async throws {
    let store = try await DemoStore.copy()
    let second = try await store.run("demo", "--seed", "3", "--json")
    #expect(second.status == 0)
    #expect(try second.json.at("chain_good") == true)
    #expect(try store.names.count == 4)
    var previous: String?
    for place in 1...4 {
      let bytes = try Files.bytes(store.package(place) + "/record.json")
      let record = try StrictJSON.parse(bytes)
      #expect(try record.at("seq") == .integer(Int64(place)))
      #expect(try record.at("kind") == (place % 2 == 1 ? "open" : "close"))
      if let previous { #expect(try record.at("prev") == .string(previous)) }
      previous = try await sha256(store.package(place) + "/record.json")
    }
    let all = try await store.run("verify", "--all")
    #expect(all.status == 0)
    #expect(all.lines.last == "All 4 records and their chain are good.")
    #expect(try outcome(of: second.json) == outcome(of: store.demo))
  }

  @Test("a six-minute walk, closed by the rules of its own protocol")
  func sixMinuteWalk() async throws {
    let scratch = try Scratch()
    let answer = try await Walktest.run(
      "demo", "--seed", "3", "--protocol", "6mwt", "--json", "--store", scratch.path + "/s")
    #expect(answer.status == 0)
    let json = try answer.json
    let walked = try #require(try json.at("walk", "outcome", "tat_us").integer)
    #expect((1...360_000_000).contains(walked))
    // This protocol does not ask for severe symptoms: no time and no censoring either.
    #expect(try json.at("walk", "outcome", "tss_us") == .null)
    #expect(try json.at("walk", "outcome", "tss_censored_us") == .null)
    #expect(try json.at("verified") == true)
    let session = try session(json)
    let shown = try await Walktest.run("sessions", "show", session, "--store", scratch.path + "/s")
    #expect(shown.text.contains("protocol  6mwt version 1"))
    #expect(shown.text.contains("TSS  time to severe symptoms  not asked"))
  }

  @Test("no sensor, waived gate and absent distance in a record that is valid")
  func noSensor() async throws {
    let scratch = try Scratch()
    let answer = try await Walktest.run(
      "demo", "--seed", "3", "--no-sensor", "--json", "--store", scratch.path + "/s")
    #expect(answer.status == 0)
    let json = try answer.json
    #expect(try json.at("verified") == true)
    #expect(try json.at("walk", "waivers").array?.isEmpty == false)
    #expect(try json.at("walk", "outcome", "distance_mm") == .null)
    #expect(try json.at("walk", "outcome", "distance_state") == "absent")
    #expect(try json.at("walk", "outcome", "strides") == .null)
    for key in ["tfs_us", "tss_us", "tat_us"] {
      #expect(try json.at("walk", "outcome", key).integer != nil, "\(key)")
    }
    let shown = try await Walktest.run(
      "sessions", "show", try session(json), "--store", scratch.path + "/s")
    #expect(shown.text.contains("Distance                      absent"))
    #expect(!shown.text.contains("0.0 m "))
  }

  @Test("a pod out of range for a while, a gap in the record and in what is shown")
  func silence() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/s"
    let answer = try await Walktest.run(
      "demo", "--seed", "3", "--silence", "20+8", "--store", path)
    #expect(answer.status == 0)
    #expect(answer.text.contains("no data since here"))
    let list = try await Walktest.run("sessions", "list", "--json", "--store", path).json
    let session = try #require(list.array?.first?["session"]?.string)
    let shown = try await Walktest.run("sessions", "show", session, "--json", "--store", path).json
    let gaps = try #require(try shown.at("walk", "gaps").array)
    let start = try #require(try shown.at("walk", "start_us").integer)
    for channel in ["speed", "distance", "strides"] {
      let gap = try #require(gaps.first { $0["channel"] == .string(channel) }, "\(channel)")
      let begin = try #require(try gap.at("begin_us").integer) - start
      let end = try #require(try gap.at("end_us").integer) - start
      // From the last reading before to the first after; counters come every other second.
      #expect((17_000_000...20_100_000).contains(begin), "\(channel)")
      #expect((28_000_000...31_000_000).contains(end), "\(channel)")
    }
    #expect(try await Walktest.run("verify", "--all", "--store", path).status == 0)
  }

  @Test("the same seed twice, the same outcome; another seed, another outcome")
  func seeds() async throws {
    let first = try await DemoStore.copy()
    let scratch = try Scratch()
    let same = try await Walktest.run(
      "demo", "--seed", "3", "--json", "--store", scratch.path + "/a")
    let other = try await Walktest.run(
      "demo", "--seed", "12", "--json", "--store", scratch.path + "/b")
    #expect(try outcome(of: same.json) == outcome(of: first.demo))
    #expect(try same.json.at("walk") == first.demo.at("walk"))
    #expect(try outcome(of: other.json) != outcome(of: first.demo))
  }

  @Test(
    "arguments that make no sense, 64 and how to call it",
    arguments: [
      ["--speed", "0x"], ["--speed", "-1x"], ["--speed", "fast"], ["--speed", "nanx"],
      ["--speed", "1e400x"], ["--seed", "three"], ["--seed", "-1"],
      ["--seed", "18446744073709551616"], ["--silence", "20"], ["--silence", "20+0"],
      ["--silence", "20+8+9"], ["--silence", "-5+8"], ["--silence", "9223372036854775807+8"],
      ["--protocol"], ["extra"],
    ])
  func nonsense(arguments: [String]) async throws {
    let scratch = try Scratch()
    let answer = try await Walktest.run(["demo", "--store", scratch.path + "/s"] + arguments)
    #expect(answer.status == 64)
    #expect(answer.complaint.contains("Usage: walktest demo"))
    #expect(!Files.exists(scratch.path + "/s"))
  }

  @Test("a protocol that is not shipped, which there are, and no store is made")
  func unknownProtocol() async throws {
    let scratch = try Scratch()
    let sentence = try await Walktest.refusal(
      "demo", "--protocol", "motion", "--store", scratch.path + "/s", status: 66)
    #expect(sentence.contains("There is no protocol motion"))
    #expect(sentence.contains("spwt-30min, 6mwt"))
    #expect(!Files.exists(scratch.path + "/s"))
  }

  private func outcome(of demo: JSONValue) throws -> JSONValue { try demo.at("walk", "outcome") }

  private func session(_ demo: JSONValue) throws -> String {
    let path = try #require(try demo.at("package").string)
    return String(try #require(path.split(separator: "_").last))
  }

  private func sha256(_ path: String) async throws -> String {
    let sum = try await Program.run("/usr/bin/sha256sum", [path])
    return String(sum.text.prefix(64))
  }
}
