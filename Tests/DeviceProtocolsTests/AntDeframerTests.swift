import DeviceProtocols
import Testing
import WalktestTesting

/// Messages out of streams, whole and damaged.
@Suite struct AntDeframerTests {
  static let transmitted = bytes(hex: "a40340000103e5")
  static let capabilities = bytes(hex: "a40854080800ba3600df79d2")

  static func receive(_ chunks: [UInt8]...) -> (messages: [AntMessage], deframer: AntDeframer) {
    var deframer = AntDeframer()
    var messages: [AntMessage] = []
    for chunk in chunks { deframer.receive(chunk) { messages.append($0) } }
    return (messages, deframer)
  }

  @Test("two messages in one transfer, both found")
  func twoInOneTransfer_bothFound() {
    let (messages, deframer) = Self.receive(bytes(hex: "a40340000103e5a40340010103e4"))
    #expect(messages.map(\.payload) == [[0, 1, 3], [1, 1, 3]])
    #expect(messages.allSatisfy { $0.id == .channelResponse })
    #expect(deframer.droppedBytes == 0)
    #expect(deframer.waitingBytes == 0)
  }

  @Test("two zero bytes after each frame, dropped and counted")
  func paddedFrames_paddingCounted() {
    let (messages, deframer) = Self.receive(Self.transmitted + [0, 0] + Self.transmitted + [0, 0])
    #expect(messages.count == 2)
    #expect(deframer.droppedBytes == 4)
    #expect(deframer.badChecksums == 0)
  }

  @Test("wrong check byte, one byte dropped and the message inside found")
  func wrongCheck_oneByteDropped() {
    // A frame that claims 8 bytes and holds a true frame inside them.
    let damaged = [0xA4, 0x08, 0x4E] + Self.transmitted + [0x11, 0x22]
    let (messages, deframer) = Self.receive(damaged + Self.capabilities)
    #expect(messages.map(\.id) == [.channelResponse, .capabilities])
    #expect(deframer.badChecksums == 1)
    #expect(deframer.droppedBytes == 5)
  }

  @Test("length above 32, not taken for a frame")
  func lengthAbove32_dropped() {
    let (messages, deframer) = Self.receive([0xA4, 33] + Self.transmitted)
    #expect(messages.count == 1)
    #expect(deframer.droppedBytes == 2)
  }

  @Test("truncated frame before a whole one, the whole one found")
  func truncatedFrame_nextFound() {
    let cut = Array(Self.capabilities.prefix(7))
    let (messages, deframer) = Self.receive(cut, Self.capabilities + Self.transmitted)
    #expect(messages.map(\.id) == [.capabilities, .channelResponse])
    #expect(deframer.droppedBytes == 7)
    #expect(deframer.badChecksums == 1)
  }

  @Test("sync byte inside the payload, message kept whole")
  func syncInPayload_whole() throws {
    let message = try #require(
      AntMessage(.broadcastData, payload: [0, 0xA4, 0x03, 0x40, 0xA4, 0xA4, 0, 0xA4, 0xA4]))
    let (messages, deframer) = Self.receive(message.encoded + message.encoded)
    #expect(messages == [message, message])
    #expect(deframer.droppedBytes == 0)
  }

  @Test("reset with an unfinished frame, its bytes counted as dropped")
  func resetWithUnfinished_counted() {
    var (_, deframer) = Self.receive(Array(Self.capabilities.prefix(5)))
    #expect(deframer.waitingBytes == 5)
    deframer.reset()
    #expect(deframer.droppedBytes == 5)
    var found = 0
    deframer.receive(Self.transmitted) { _ in found += 1 }
    #expect(found == 1)
  }

  @Test("payload of 33 bytes, refused")
  func longPayload_refused() {
    #expect(AntMessage(.burstData, payload: [UInt8](repeating: 1, count: 33)) == nil)
    #expect(AntMessage(.burstData, payload: [UInt8](repeating: 1, count: 32))?.count == 32)
  }

  @Test("any message, encodes to bytes that decode to it and encode the same")
  func anyMessage_roundTrip() throws {
    var random = SplitMix(state: 7)
    for length in 0...32 {
      for _ in 0..<8 {
        let payload = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
        let id = AntMessageID(rawValue: .random(in: 0...255, using: &random))
        let message = try #require(AntMessage(id, payload: payload))
        let (messages, deframer) = Self.receive(message.encoded)
        #expect(messages == [message])
        #expect(messages.first?.encoded == message.encoded)
        #expect(deframer.droppedBytes == 0)
      }
    }
  }

  @Test("random bytes, never more messages than fit and every byte accounted for")
  func randomBytes_accounted() {
    var random = SplitMix(state: 11)
    for _ in 0..<200 {
      let noise = (0..<300).map { _ in
        Bool.random(using: &random) ? 0xA4 : UInt8.random(in: 0...40, using: &random)
      }
      let (messages, deframer) = Self.receive(noise)
      let framed = messages.reduce(0) { $0 + $1.encoded.count }
      #expect(framed + deframer.droppedBytes + deframer.waitingBytes == noise.count)
    }
  }

  @Test("description of a network key message, shows no key")
  func networkKeyDescription_zeros() throws {
    let message = try #require(AntMessage(.networkKey, payload: [0, 1, 2, 3, 4, 5, 6, 7, 8]))
    #expect(message.description == "a4094600" + "0000000000000000" + "eb")
  }
}
