import StrictJSON
import WalkProtocol

/// What departs from the plain case: waivers and corrections.
enum DeviationSection {
  static func markup(_ input: ReportInput) -> Markup {
    waivers(input.version.record.walk?.waivers ?? []) + corrections(input.version.corrections)
  }

  private static func waivers(_ waivers: [Waiver]) -> Markup {
    guard !waivers.isEmpty else {
      return "<section><h2>Waivers</h2><p>None: every check passed before START.</p></section>\n"
    }
    let rows = waivers.map { waiver -> Markup in
      let gate = ReportWords.code(waiver.gate.rawValue)
      return "<tr><td>\(gate)</td><td>\(ReportWords.code(waiver.reason))</td></tr>"
    }
    return """
      <section><h2>Waivers</h2><table><thead><tr><th>Went on without</th><th>Reason</th></tr>\
      </thead><tbody>\(.joined(rows))</tbody></table></section>

      """
  }

  private static func corrections(_ corrections: [ExportedRecord.Correction]) -> Markup {
    guard !corrections.isEmpty else {
      return "<section><h2>Corrections</h2><p>None.</p></section>\n"
    }
    let rows = corrections.enumerated().flatMap { index, correction in
      correction.changes.map { change -> Markup in
        """
        <tr><td>\(index + 2)</td><td>\(ReportWords.code(correction.reason))<br/>\
        <small>by \(correction.operatorCode), \(correction.madeAt)</small></td>\
        <td class="code">\(change.path)</td><td>\(shown(change.old))</td>\
        <td>\(shown(change.new))</td><td class="code">\(String(correction.correctedSHA256.prefix(12)))\
        </td></tr>
        """
      }
    }
    return """
      <section><h2>Corrections</h2><table><thead><tr><th>Version</th><th>Reason, who and when</th><th>Value</th>\
      <th>Before</th><th>After</th><th>Corrects</th></tr></thead><tbody>\(.joined(rows))</tbody>\
      </table></section>

      """
  }

  private static func shown(_ value: JSONValue) -> String {
    value.string ?? (value == .null ? "absent" : value.compactText)
  }
}
