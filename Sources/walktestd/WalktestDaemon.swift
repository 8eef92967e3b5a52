import ArgumentParser
@main
struct WalktestDaemon: AsyncParsableCommand {
  func run() async throws {}
}
