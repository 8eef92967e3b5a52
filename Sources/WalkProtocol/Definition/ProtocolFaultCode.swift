extension ProtocolFault {
  /// The closed list of refusals. Raw values are stable: they stand in logs and verdicts.
  public enum Code: String, Sendable, CaseIterable {
    // The text.

    /// The file is longer than a journal's entry can hold.
    case tooLong = "protocol-too-long"
    /// The bytes are not JSON of the strict kind; the cause tells which rule they break.
    case notJSON = "protocol-not-json"
    /// An object names a key twice.
    case duplicateKey = "protocol-duplicate-key"
    /// A number has a fraction or exponent; quantities are strings with a unit.
    case float = "protocol-float"
    /// A key that must be given is not.
    case missingKey = "protocol-missing-key"
    /// A key that nobody defined, mostly a misspelt one.
    case unknownKey = "protocol-unknown-key"
    /// A value of another kind than its key needs.
    case wrongKind = "protocol-wrong-kind"
    /// The file is of another format or a later one.
    case unknownFormat = "protocol-unknown-format"

    // Identity and words.

    /// An identifier does not match `^[a-z0-9][a-z0-9.-]{0,63}$`.
    case badIdentifier = "protocol-bad-identifier"
    /// The version is below 1.
    case versionTooLow = "protocol-version-too-low"
    /// A text is empty, too long or has control characters.
    case badText = "protocol-bad-text"

    // Quantities.

    /// A quantity is not `number, one space, unit`.
    case malformedQuantity = "protocol-malformed-quantity"
    /// A quantity is a bare number.
    case missingUnit = "protocol-missing-unit"
    /// A grade is a bare number: 15 ° and 15 % are different slopes.
    case gradeWithoutUnit = "protocol-grade-without-unit"
    /// A quantity's unit is not one that its key takes.
    case unknownUnit = "protocol-unknown-unit"
    /// A quantity is finer than the record's unit can hold exactly.
    case tooPrecise = "protocol-too-precise"
    /// A quantity lies outside what its key takes.
    case outOfRange = "protocol-out-of-range"

    // Mode and stages.

    /// The mode is not one of the list.
    case unknownMode = "protocol-unknown-mode"
    /// There is no stage.
    case stageMissing = "protocol-stage-missing"
    /// A stage lasts no time.
    case stageEmpty = "protocol-stage-empty"
    /// A stage follows one that lasts to the end.
    case stageAfterUnbounded = "protocol-stage-after-unbounded"
    /// The last stage has a duration, so nothing is said of the time after it.
    case lastStageBounded = "protocol-last-stage-bounded"
    /// A stage begins at the cap or later and would never be walked.
    case stageAfterCap = "protocol-stage-after-cap"
    /// A fixed-speed treadmill stage has no speed.
    case fixedSpeedMissing = "protocol-fixed-speed-missing"
    /// A self-paced treadmill stage has a speed.
    case selfPacedWithSpeed = "protocol-self-paced-with-speed"
    /// A treadmill stage has no grade.
    case gradeMissing = "protocol-grade-missing"
    /// An overground stage has a speed or a grade.
    case overgroundWithBelt = "protocol-overground-with-belt"
    /// The cap is not above zero.
    case capZero = "protocol-cap-zero"

    // Marks, rests, prompts, trials.

    /// A mark is not one of the list.
    case unknownMark = "protocol-unknown-mark"
    /// The severe mark stands before the first.
    case marksOutOfOrder = "protocol-marks-out-of-order"
    /// Severe symptoms shall end the walk but cannot be marked.
    case severeMarkMissing = "protocol-severe-mark-missing"
    /// The rest rule is not one of the list.
    case unknownRestRule = "protocol-unknown-rest-rule"
    /// A prompt stands at START or before it.
    case promptNotAfterStart = "protocol-prompt-not-after-start"
    /// A prompt stands earlier than the one before it.
    case promptsOutOfOrder = "protocol-prompts-out-of-order"
    /// Two prompts stand at the same time.
    case promptsAtSameTime = "protocol-prompts-at-same-time"
    /// A prompt stands after the cap.
    case promptAfterCap = "protocol-prompt-after-cap"
    /// The count of walks is out of 1 to 20.
    case trialCount = "protocol-trial-count"
    /// The rest between walks is below zero.
    case restNegative = "protocol-rest-negative"

    // End reasons, questions, buttons, channels, samples.

    /// A list names one entry twice.
    case duplicateEntry = "protocol-duplicate-entry"
    /// An end reason is not one of the list.
    case unknownEndReason = "protocol-unknown-end-reason"
    /// An end reason that only the machine may give.
    case machineOnlyEndReason = "protocol-machine-only-end-reason"
    /// The list of end reasons is empty.
    case endReasonMissing = "protocol-end-reason-missing"
    /// Severe symptoms end the walk but the reason SEVERE_SYMPTOMS is not in the list.
    case severeReasonMissing = "protocol-severe-reason-missing"
    /// A question that the catalogue does not have.
    case unknownQuestion = "protocol-unknown-question"
    /// A question is asked twice.
    case duplicateQuestion = "protocol-duplicate-question"
    /// A question about the walk is asked before it, or the other way round.
    case misplacedQuestion = "protocol-misplaced-question"
    /// The kind of button binding is not one of the list.
    case unknownButtons = "protocol-unknown-buttons"
    /// One switch is bound to two meanings.
    case buttonsBoundTwice = "protocol-buttons-bound-twice"
    /// A switch number is out of 1 to 255.
    case switchNumber = "protocol-switch-number"
    /// A channel is not one of the list.
    case unknownChannel = "protocol-unknown-channel"
    /// The sample rate is out of 10 to 1000 Hz.
    case sampleRate = "protocol-sample-rate"
  }
}
