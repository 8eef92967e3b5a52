import DeviceHost
import Glibc
import SiteConfiguration
import StrictJSON
import StrictTOML

/// What is wrong with a configuration and with the files that it names.
struct ConfigurationCheck {
  /// One thing that is wrong.
  struct Finding {
    var code: String
    var sentence: String
    var file: String
    var place: TextPlace?

    init(_ fault: ConfigurationFault) {
      code = fault.code.rawValue
      sentence = fault.description
      file = fault.file
      place = fault.place
    }

    init(_ code: String, _ sentence: String, file: String) {
      self.code = code
      self.sentence = sentence
      self.file = file
    }

    var json: JSONValue {
      [
        "code": .string(code), "sentence": .string(sentence), "file": .string(file),
        "line": place.map { .integer(Int64($0.line)) } ?? .null,
        "column": place.map { .integer(Int64($0.column)) } ?? .null,
      ]
    }
  }

  /// The file, or that there is none.
  let subject: String
  /// In the order of the text, then of the files.
  private(set) var findings: [Finding] = []

  /// - Parameter isNamed: whether a person named the file, which then must be there.
  init(path: String, isNamed: Bool, isTextOnly: Bool) {
    do throws(ConfigurationFaults) {
      let configuration = try SiteConfiguration(contentsOf: path, mustExist: isNamed)
      subject = configuration.file ?? "No \(path), standard values"
      if !isTextOnly { checkFiles(configuration) }
    } catch {
      subject = path
      findings = error.all.map(Finding.init)
    }
  }

  /// Whether nothing is wrong.
  var isGood: Bool { findings.isEmpty }

  var json: JSONValue {
    [
      "file": .string(subject), "good": .bool(isGood), "findings": .array(findings.map(\.json)),
    ]
  }

  private mutating func checkFiles(_ configuration: SiteConfiguration) {
    checkBindings(configuration.deviceBindings)
    checkNetworkKey(configuration.networkKey)
    checkGroup(configuration.controlGroup)
    do throws(ConfigurationFault) {
      try configuration.checkDeviceKey()
    } catch {
      findings.append(Finding(error))
    }
  }

  private mutating func checkBindings(_ path: String) {
    do throws(ConfigurationFault) {
      try TrustedFile(path).check()
    } catch {
      return findings.append(Finding(error))
    }
    do throws(BindingsFault) {
      _ = try DeviceBindings.read(path: path)
    } catch {
      findings.append(Finding(error.code.rawValue, error.description, file: path))
    }
  }

  /// Without it there is no foot pod, and that is no fault of the configuration.
  private mutating func checkNetworkKey(_ path: String) {
    do throws(NetworkKeyFault) {
      _ = try NetworkKeyFile(path: path).read()
    } catch {
      if error.code == .absent { return }
      findings.append(Finding(error.code.rawValue, error.description, file: path))
    }
  }

  private mutating func checkGroup(_ name: String) {
    var entry = group()
    var found: UnsafeMutablePointer<group>?
    var buffer = [CChar](repeating: 0, count: 65_536)
    if getgrnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil { return }
    findings.append(
      Finding(
        "config-no-group",
        "There is no group \(name), which control.group names; run: groupadd --system \(name).",
        file: subject))
  }
}
