/// The codes with which a stick answers commands (message 40, third byte).
enum StickCode: UInt8 {
  case done = 0x00
  case wrongState = 0x15
  case idNotSet = 0x18
  case closeAllChannels = 0x19
  case transferInProgress = 0x1F
  case invalidMessage = 0x28
  case invalidNetwork = 0x29
  case scanCannotTransmit = 0x31
  case invalidParameter = 0x33
}

/// What a stick tells of a channel unasked (message 40 with message id 01).
enum StickEvent: UInt8 {
  case searchTimeout = 0x01
  case receiveFailed = 0x02
  case transferCompleted = 0x05
  case transferFailed = 0x06
  case channelClosed = 0x07
  case backToSearch = 0x08
}
