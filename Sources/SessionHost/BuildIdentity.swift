/// Which walktest this is; it stands in every record.
package enum BuildIdentity {
  package static let version = "0.1.0"
  #if DEBUG
    package static let build = "debug"
  #else
    package static let build = "release"
  #endif
  package static var text: String { text(of: "walktest") }

  /// The name, version and build of a program.
  package static func text(of program: String) -> String { "\(program) \(version) (\(build))" }
}
