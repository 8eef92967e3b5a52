public import StrictJSON

/// The closed list of reasons why a record, key, signature, chain or write is refused. Raw values
/// are stable: they appear in verdicts, logs, exports and the auditors' notes.
public enum VerdictCode: String, Sendable, CaseIterable {
  // record.json as text
  /// Begins with a byte order mark.
  case jsonByteOrderMark = "json-byte-order-mark"
  /// Is not UTF-8.
  case jsonNotUTF8 = "json-not-utf8"
  /// Breaks RFC 8259's grammar.
  case jsonSyntax = "json-syntax"
  /// Ends inside a value.
  case jsonTruncated = "json-truncated"
  /// Has bytes after the value.
  case jsonTrailingBytes = "json-trailing-bytes"
  /// Names a member twice.
  case jsonDuplicateKey = "json-duplicate-key"
  /// Has a number with fraction or exponent.
  case jsonFloat = "json-float"
  /// Has an integer beyond 2^53 − 1.
  case jsonIntegerRange = "json-integer-range"
  /// Is nested too deeply.
  case jsonTooDeep = "json-too-deep"
  /// Lacks a member.
  case jsonMissingKey = "json-missing-key"
  /// Has a member nobody defined.
  case jsonUnknownKey = "json-unknown-key"
  /// Has a member of another kind.
  case jsonWrongKind = "json-wrong-kind"
  /// Has a value that is not one of those allowed.
  case jsonValueNotAllowed = "json-value-not-allowed"

  // record.json as a record
  /// There is no record.json.
  case recordMissing = "record-missing"
  /// The bytes are not the one compact form.
  case recordNotCanonical = "record-not-canonical"
  /// The format is of a newer walktest.
  case recordVersionUnknown = "record-version-unknown"
  /// A code, name or UUID breaks `Spelling`.
  case recordIdentifierNotAllowed = "record-identifier-not-allowed"
  /// Members contradict the record's kind.
  case recordKindRule = "record-kind-rule"

  // signatures
  /// There is no record.jws.
  case signatureMissing = "signature-missing"
  /// Not the one signature form.
  case jwsMalformed = "jws-malformed"
  /// The signature carries a payload.
  case jwsPayloadPresent = "jws-payload-present"
  /// There is more than one signature.
  case jwsManySignatures = "jws-many-signatures"
  /// There is an unprotected header.
  case jwsUnprotectedHeader = "jws-unprotected-header"
  /// The header holds crit, jku, jwk, x5u or the like.
  case jwsHeaderForbidden = "jws-header-forbidden"
  /// The header is not exactly alg, kid, typ in this order.
  case jwsHeaderNotExact = "jws-header-not-exact"
  /// The signature is for another kind of file.
  case jwsTypeWrong = "jws-typ-wrong"
  /// The header's algorithm is not the key's.
  case jwsAlgorithmDiffers = "jws-algorithm-differs"
  /// The signature does not fit the bytes.
  case signatureWrong = "signature-wrong"
  /// The signature fits another record's bytes.
  case signatureOfAnotherRecord = "signature-of-another-record"

  // keys
  /// No such kid in the key list.
  case keyUnknown = "key-unknown"
  /// The key has another role.
  case keyRoleWrong = "key-role-wrong"
  /// The key is another device's.
  case keyOwnerDiffers = "key-owner-differs"
  /// Dated before the key was valid.
  case keyNotYetValid = "key-not-yet-valid"
  /// Dated after the key expired.
  case keyExpired = "key-expired"
  /// The key is revoked, and no receipt is older.
  case keyRevoked = "key-revoked"
  /// Not an Ed25519 or P-256 key.
  case keyMalformed = "key-malformed"
  /// The list has this key.
  case keyAlreadyEnrolled = "key-already-enrolled"
  /// Others may touch the private key.
  case keyFilePermissions = "key-file-permissions"
  /// The crypto library refused to sign.
  case signingFailed = "signing-failed"
  /// The pinned root is unreadable.
  case trustRootWrong = "trust-root-wrong"
  /// The list is not signed by the pinned root.
  case trustKeysSignature = "trust-keys-signature"
  /// The list contradicts itself.
  case trustKeysMalformed = "trust-keys-malformed"
  /// The list is older than one seen before.
  case trustKeysOlder = "trust-keys-older"

  // files of a package
  /// A listed file is absent.
  case fileMissing = "file-missing"
  /// An unlisted file is present.
  case fileExtra = "file-extra"
  /// A link, directory or device.
  case fileNotRegular = "file-not-regular"
  /// Beyond the limit of its kind.
  case fileTooLarge = "file-too-large"
  /// Shorter than signed.
  case fileTruncated = "file-truncated"
  /// Longer than signed.
  case fileLonger = "file-longer"
  /// Another file has other bytes than signed.
  case fileAltered = "file-altered"
  /// samples.csv has other bytes than signed.
  case samplesAltered = "samples-altered"
  /// events.jsonl has other bytes than signed.
  case eventsAltered = "events-altered"
  /// frames.log has other bytes than signed.
  case framesAltered = "frames-altered"
  /// protocol.json has other bytes than signed.
  case protocolAltered = "protocol-altered"
  /// protocol.sha256 is not that of protocol.json.
  case protocolHashDiffers = "protocol-hash-differs"
  /// SHA256SUMS is absent, malformed or wrong.
  case sumsWrong = "sums-wrong"
  /// The directory is not named as the record says.
  case directoryNameDiffers = "directory-name-differs"

  // the walk
  /// Derived again, the walk differs: a validly signed lie.
  case walkDiffers = "walk-differs"
  /// The walk could not be derived again.
  case rederivationFailed = "rederivation-failed"

  // corrections and receipts
  /// The corrected record is not there.
  case correctionOriginalMissing = "correction-original-missing"
  /// A change names a value that cannot be corrected.
  case correctionPathNotAllowed = "correction-path-not-allowed"
  /// The original has another old value.
  case correctionOldValueDiffers = "correction-old-value-differs"
  /// The correction is not the original with its changes.
  case correctionDiffers = "correction-differs"
  /// Two corrections of one record.
  case correctionForked = "correction-forked"
  /// The receipt is not valid for this record.
  case receiptWrong = "receipt-wrong"

  // the chain
  /// Records stand in another order than they were chained.
  case chainReordered = "chain-reordered"
  /// A place in the chain is empty.
  case chainGap = "chain-gap"
  /// Two records claim one place.
  case chainForked = "chain-forked"
  /// prev is the hash of no record here.
  case chainBroken = "chain-broken"
  /// The head names a later record than the last.
  case chainNewestMissing = "chain-newest-missing"
  /// There is no chain head.
  case chainHeadMissing = "chain-head-missing"
  /// The head is not validly signed or names another record.
  case chainHeadWrong = "chain-head-wrong"
  /// An open session is followed by another.
  case openWithoutClose = "open-without-close"
  /// A session ends that is not open.
  case closeWithoutOpen = "close-without-open"
  /// The end is about another subject, visit or protocol than the opening.
  case closeDiffersFromOpen = "close-differs-from-open"

  // reading and writing
  /// ENOSPC or EDQUOT.
  case diskFull = "disk-full"
  /// EIO and other failures of the kernel.
  case diskFault = "disk-fault"
  /// EACCES, EPERM or EROFS.
  case notWritable = "not-writable"
  /// ENOENT or ENOTDIR.
  case pathMissing = "path-missing"
  /// The name is taken.
  case alreadyExists = "already-exists"

  /// The code of a strict JSON refusal; the raw values are the same.
  public init(_ code: JSONFault.Code) {
    self = VerdictCode(rawValue: code.rawValue) ?? .jsonSyntax
  }
}
