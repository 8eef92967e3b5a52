import ArgumentParser
import ControlSocket
import Glibc
import Logging
import ServiceLifecycle
import SessionCapture
import SessionHost
import SiteConfiguration
import UnixSignals

/// `walktestd`: runs the clinic's day.
@main
struct WalktestDaemon: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "walktestd",
    abstract: "Run walking tests for the clinic: devices, timed protocol, signed records.",
    discussion: """
      The daemon of walktest. It finds the devices, keeps the times of one walk after the other, \
      seals the records and lets staff command it over a local socket (see walktest run, status, \
      arm). systemd starts it; a walk that was under way when it died goes on when it starts again.

      EXAMPLES
        systemctl start walktestd                 the usual way
        walktestd --config ./walktest.toml        in the foreground, with another configuration
        walktest config check                     whether the configuration is good

      EXIT STATUS
        0   stopped as asked
        64, 65, 66, 73, 74, 77, 78   it cannot start, and a sentence says why

      FILES
        /etc/walktest/walktest.toml   configuration; every key has a default
        /run/walktest/control.sock    where walktest asks
        /var/lib/walktest             records, keys, journals
      """,
    version: BuildIdentity.text(of: "walktestd"))

  @Option(
    name: .customLong("config"),
    help: ArgumentHelp("The configuration.", valueName: "file"))
  var file: String?

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    do {
      try await serve()
    } catch let code as ExitCode {
      throw code
    } catch {
      let complaint = Complaint(starting: error)
      JournaldLog(level: .error).complain("walktestd: \(complaint.sentence)")
      throw ExitCode(complaint.status.rawValue)
    }
  }

  private func serve() async throws {
    let configuration = try SiteConfiguration(
      contentsOf: file ?? SiteConfiguration.path, mustExist: file != nil)
    try configuration.checkDeviceKey()
    var log = Logger(label: "walktestd") { _ in JournaldLog(level: .info) }
    log.logLevel = Logger.Level(configuration.logLevel)
    let audience = Audience()
    // First of all, so that it may have answered when a walk goes on; nothing waits for it.
    let clocks = WitnessedClocks(asking: configuration.clockWitness, log: log)
    let desk = try SessionDesk(configuration, log: log, clocks: clocks) { audience.tell($0) }
    try await desk.begin()
    let server = try listen(configuration, desk, log)
    audience.open(server)
    log.info("listening", metadata: ["socket": "\(configuration.controlSocket)"])
    var group = ServiceGroupConfiguration(
      services: [
        .init(service: DeskService(desk: desk)),
        .init(service: ControlService(server: server)),
        .init(
          service: NoticeService(
            desk: desk, notice: SystemdNotice(), interval: SystemdNotice.watchdogInterval(),
            log: log)),
      ],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: log)
    group.maximumGracefulShutdownDuration = .seconds(8)
    try await ServiceGroup(configuration: group).run()
    log.notice("stopped")
  }

  private func listen(
    _ configuration: SiteConfiguration, _ desk: SessionDesk, _ log: Logger
  ) throws -> ControlServer {
    let group = RoleGroups.number(ofGroup: configuration.controlGroup)
    if group == nil {
      log.warning(
        "the group of the control socket does not exist; only this account and root can connect",
        metadata: ["group": "\(configuration.controlGroup)"])
    }
    return try ControlServer(
      at: configuration.controlSocket, group: group, daemon: BuildIdentity.version,
      roles: RoleGroups.ofSystem(), notice: { log.log($0) },
      handler: { call, _ in await desk.handle(call) })
  }
}
