extension VerdictCode {
  /// What staff should do, one plain sentence.
  public var advice: String {
    jsonAdvice ?? recordAdvice ?? signatureAdvice ?? keyAdvice ?? fileAdvice ?? chainAdvice
      ?? diskAdvice ?? ""
  }

  private var jsonAdvice: String? {
    switch self {
    case .jsonByteOrderMark, .jsonNotUTF8:
      "The file was saved by another program; fetch the original from the site's archive."
    case .jsonSyntax, .jsonTrailingBytes, .jsonDuplicateKey, .jsonFloat, .jsonIntegerRange,
      .jsonTooDeep:
      "walktest never writes this; the file was edited: fetch the original from the site's archive."
    case .jsonTruncated:
      "The file is cut off; copy it again from the site's archive."
    case .jsonMissingKey, .jsonUnknownKey, .jsonWrongKind, .jsonValueNotAllowed:
      "The file does not have the shape walktest writes; fetch the original from the archive."
    default: nil
    }
  }

  private var recordAdvice: String? {
    switch self {
    case .recordMissing: "The package has no record.json; copy the whole package again."
    case .recordNotCanonical:
      "The record was reformatted after signing; fetch the original from the site's archive."
    case .recordVersionUnknown:
      "The record was written by a newer walktest; update this walktest and verify again."
    case .recordIdentifierNotAllowed:
      "Use the trial's codes and never a person's name; correct the code and try again."
    case .recordKindRule:
      "The record contradicts its own kind; keep it as it is and report it to the trial's support."
    case .walkDiffers:
      "The signed outcome does not follow from the recorded data; do not use it, call the monitor."
    case .rederivationFailed:
      "The outcome could not be computed again from the data; keep the package, call support."
    case .correctionOriginalMissing:
      "Put the corrected record next to its correction and verify both together."
    case .correctionPathNotAllowed:
      "Only subject, visit, trial and values of the walk can be corrected; choose one of these."
    case .correctionOldValueDiffers:
      "The correction names an old value that the original does not have; make it again."
    case .correctionDiffers:
      "The correction changes more than it lists; make it again with every change listed."
    case .correctionForked:
      "The record was already corrected; correct its newest correction instead."
    case .receiptWrong:
      "The receipt does not belong to this record; send the record again to get a new receipt."
    default: nil
    }
  }

  private var signatureAdvice: String? {
    switch self {
    case .signatureMissing: "The package has no record.jws; copy the whole package again."
    case .jwsMalformed: "The signature file was edited or damaged; fetch the original."
    case .jwsPayloadPresent:
      "The signature file carries a second record inside; treat it as forged, call the monitor."
    case .jwsManySignatures:
      "A record has exactly one device signature; treat this file as edited, call the monitor."
    case .jwsUnprotectedHeader, .jwsHeaderForbidden:
      "The signature carries unprotected or foreign instructions; treat as forged, call the monitor."
    case .jwsHeaderNotExact:
      "The signature's header was edited; fetch the original from the site's archive."
    case .jwsTypeWrong:
      "This is a signature for another kind of file; fetch the right one from the archive."
    case .jwsAlgorithmDiffers:
      "The signature claims another algorithm than its key has; treat as forged, call the monitor."
    case .signatureWrong:
      "The record or its signature was altered after signing; do not use it, call the monitor."
    case .signatureOfAnotherRecord:
      "This signature belongs to another record; fetch the package's own record.jws."
    case .signingFailed:
      "The device could not sign; the session is safe in its journal: restart walktest, try again."
    default: nil
    }
  }

  private var keyAdvice: String? {
    switch self {
    case .keyUnknown: "The key is not in trust-keys.json; fetch the newest list from the sponsor."
    case .keyRoleWrong: "The key may not sign this kind of file; call the trial's data management."
    case .keyOwnerDiffers: "The record was signed with another device's key; call the monitor."
    case .keyNotYetValid:
      "The record is dated before its key was valid; check the device's clock and call support."
    case .keyExpired: "The record is dated after its key expired; enrol a new key for the device."
    case .keyRevoked:
      "The key was withdrawn and no receipt shows that the record is older; call the monitor."
    case .keyMalformed: "The key file is damaged; restore it from the sponsor or make a new key."
    case .keyAlreadyEnrolled: "The key is in the list already; nothing needs to be done."
    case .keyFilePermissions:
      "Let only walktest's own user read the key file: chmod 600, and chown if it is not its own."
    case .trustRootWrong: "trust-root.json is damaged; install it again from the sponsor's letter."
    case .trustKeysSignature:
      "The key list is not signed by the sponsor you trust; fetch list and signature again."
    case .trustKeysMalformed: "The key list is damaged; fetch it again from the sponsor."
    case .trustKeysOlder: "This key list is older than one seen before; fetch the newest."
    default: nil
    }
  }

  private var fileAdvice: String? {
    switch self {
    case .fileMissing: "A signed file is missing; copy the whole package again."
    case .fileExtra: "The package holds a file nobody signed; remove it from this copy, ask why."
    case .fileNotRegular: "A link or device stands where a file belongs; copy the package again."
    case .fileTooLarge: "The file is larger than any walktest writes; do not open it, call support."
    case .fileTruncated: "The file is cut off; copy the package again from the site's archive."
    case .fileLonger: "Bytes were added to the file; fetch the original from the site's archive."
    case .fileAltered, .samplesAltered, .eventsAltered, .framesAltered, .protocolAltered:
      "The file was changed after signing; do not use it, fetch the original, call the monitor."
    case .protocolHashDiffers:
      "The record names another protocol than the package holds; call the monitor."
    case .sumsWrong:
      "SHA256SUMS does not fit the files; trust the signed record, ask for a new copy."
    case .directoryNameDiffers: "The directory was renamed; give it back the name its record says."
    default: nil
    }
  }

  private var chainAdvice: String? {
    switch self {
    case .chainReordered:
      "Records stand in another order than signed; fetch the whole archive again."
    case .chainGap: "A record between others is missing; find it in the site's archive or backup."
    case .chainForked: "Two records claim the same place; keep both and call the monitor."
    case .chainBroken:
      "The record before was altered or replaced; compare with the trial database's copy."
    case .chainNewestMissing:
      "The newest record was removed; find it in the backup or trial database, call the monitor."
    case .chainHeadMissing:
      "chain-head.json or .jws is missing; start walktest once on the device, or ask for its copy."
    case .chainHeadWrong:
      "The chain head does not fit the records; start walktest once on the device, then verify."
    case .openWithoutClose: "A session was opened and never ended in the record; call the monitor."
    case .closeWithoutOpen: "A session ends that was never opened, or ends twice; call the monitor."
    case .closeDiffersFromOpen:
      "Subject, visit or protocol changed between opening and end; call the monitor."
    default: nil
    }
  }

  private var diskAdvice: String? {
    switch self {
    case .diskFull: "The disk is full; nothing is lost: free space, then seal the session again."
    case .diskFault:
      "The disk reports a fault; nothing is lost in the journal: call the technician."
    case .notWritable:
      "walktest may not read or write here; let a technician check the permissions."
    case .pathMissing: "The file or directory does not exist; check the path and the mounted disk."
    case .alreadyExists: "Something of this name exists and is never overwritten; choose another."
    default: nil
    }
  }
}
