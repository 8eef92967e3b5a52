@testable import TrialExport

/// The fault that `body` throws; nil when it throws none or another error.
func fault(of body: () throws -> Void) -> ExportFault? {
  do {
    try body()
    return nil
  } catch {
    return error as? ExportFault
  }
}
