/// Which walktest this is; it stands in every record.
package enum BuildIdentity {
  package static let version = "0.1.0"
  #if DEBUG
    static let build = "debug"
  #else
    static let build = "release"
  #endif
  package static var text: String { "walktest \(version) (\(build))" }
}
