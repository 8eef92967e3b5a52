import StrictJSON

/// Why a button cannot be trusted as before.
public enum ButtonTrouble: Hashable, Sendable {
  /// Edges may have been missed: where its contacts are is unknown until their next edge.
  case edgesLost
  /// This button of the protocol has been closed for longer than anyone holds it.
  case contactStuck(button: Int)

  var members: [(String, JSONValue)] {
    switch self {
    case .edgesLost: [("trouble", "edges-lost"), ("button", .null)]
    case .contactStuck(let button):
      [("trouble", "contact-stuck"), ("button", .integer(Int64(button)))]
    }
  }

  init(reading reader: inout ObjectReader) throws(JSONFault) {
    let name = try reader.string("trouble")
    let button = try reader.optionalInteger("button")
    switch (name, button) {
    case ("edges-lost", nil): self = .edgesLost
    case ("contact-stuck", let button?): self = .contactStuck(button: Int(button))
    default: throw JSONFault(.notAllowed, at: "trouble", "\(name) is no trouble of a button")
    }
  }
}
