import Readings
import SampleLoop

extension LoopEvidence {
  /// The evidence of a loop that was started.
  ///
  /// - Parameter lateValues: see `LoopAccount.lateValues`.
  init(_ state: State, _ report: LoopReport, lateValues: Int64?) {
    self.init(
      state: state, errorNumber: report.sleepError == 0 ? nil : report.sleepError,
      rateHertz: Int64(report.rate.hertz), account: LoopAccount(report, lateValues: lateValues))
  }
}

extension LoopAccount {
  fileprivate init(_ report: LoopReport, lateValues: Int64?) {
    let buckets = report.wakeUps.buckets
    let late = Microseconds(1_000_000 / Int64(report.rate.hertz) / 10)
    self.init(
      scheduling: Grant(report.privileges.scheduling), priority: Int64(report.privileges.priority),
      memory: Grant(report.privileges.memory),
      wakefulness: Grant(report.privileges.wakefulness), ticks: report.ticks,
      missed: report.missed, lost: report.lost, contended: report.contended,
      lateWakeUps: buckets.filter { $0.lowest >= late }.reduce(0) {
        $0 &+ Int64(clamping: $1.count)
      },
      lateValues: lateValues, p50: report.wakeUps.p50?.count, p99: report.wakeUps.p99?.count,
      p999: report.wakeUps.p999?.count, latest: report.wakeUps.max.count,
      buckets: buckets.map { Bucket(lowest: $0.lowest.count, count: Int64(clamping: $0.count)) })
  }
}

extension LoopAccount.Grant {
  fileprivate init(_ grant: LoopPrivileges.Grant) {
    self =
      switch grant {
      case .granted: .granted
      case .refused(let error): .refused(error)
      }
  }
}
