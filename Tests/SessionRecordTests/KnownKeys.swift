import StrictJSON

@testable import SessionRecord

/// The Ed25519 key of RFC 8037 appendix A.1.
enum KnownKeys {
  static let rfc8037: JSONValue = [
    "kty": "OKP", "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
  ]
}
