/// The order of records.
enum ChainOrder {
  /// Whether `left` was made before `right`: by place within one chain, by claimed time between
  /// chains of different devices.
  static func precedes(_ left: SessionRecord, _ right: SessionRecord) -> Bool {
    guard left.keyOwner == right.keyOwner else { return left.claimedTime < right.claimedTime }
    return (left.position.epoch, left.position.seq) < (right.position.epoch, right.position.seq)
  }
}

extension ChainPosition {
  /// The position that follows `newest` in its chain, in the same epoch.
  public static func next(after newest: SealedRecord) -> ChainPosition {
    let position = newest.record.position
    return ChainPosition(epoch: position.epoch, seq: position.seq &+ 1, prev: newest.hash)
  }
}
