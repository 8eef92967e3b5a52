import ArgumentParser
import DeviceBench
import DeviceSimulator
import Dispatch
import Foundation
import Readings
import SessionHost

/// Serves a device until Ctrl-C, the end of its time, or until its host has gone for good.
struct Serving {
  /// Why it is over.
  private enum Over: Sendable {
    case interrupted
    case timeOver
    case bench(BenchEnd)
  }

  let options: ServingOptions
  private let voice: ServingVoice

  init(_ options: ServingOptions) {
    self.options = options
    voice = ServingVoice(
      json: options.output.json, trace: options.trace, isQuietOnOutput: options.stdio)
  }

  /// Serves `device`, of which a person is told `title`.
  ///
  /// - Throws: `Complaint` when it cannot be plugged in, or not again.
  func serve(_ device: some SimulatedDevice, title: String) async throws {
    let (overs, over) = AsyncStream.makeStream(of: Over.self)
    let interrupts = await Self.interrupts { over.yield(.interrupted) }
    defer { for interrupt in interrupts { interrupt.cancel() } }
    let voice = voice
    voice.title(title)
    let bench = try plug(device) { event in
      voice.tell(event)
      if case .ended(let why) = event { over.yield(.bench(why)) }
    }
    let timer = options.seconds.map { seconds in
      Task {
        try await Task.sleep(for: .seconds(seconds))
        over.yield(.timeOver)
      }
    }
    defer { timer?.cancel() }
    for await why in overs {
      bench.stop()
      if case .bench(.failed(let fault)) = why { throw Complaint(fault) }
      break
    }
  }

  private func plug<Device: SimulatedDevice>(
    _ device: Device, _ observer: @escaping RealTimeBench<Device>.Observer
  ) throws -> RealTimeBench<Device> {
    do throws(BenchFault) {
      switch options.transport {
      case .terminal(let link):
        return try RealTimeBench(device, at: .terminal(link: link), observer: observer)
      case .standardStreams:
        return try RealTimeBench(
          device, at: .pipes(input: STDIN_FILENO, output: STDOUT_FILENO), observer: observer)
      }
    } catch {
      throw Complaint(error)
    }
  }

  /// Calls `handler` instead of dying from Ctrl-C, `kill` or a terminal that goes away; returns when
  /// that is so.
  private static func interrupts(
    _ handler: @escaping @Sendable () -> Void
  ) async -> [any DispatchSourceSignal] {
    var sources: [any DispatchSourceSignal] = []
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler(handler: DispatchWorkItem(block: handler))
      // Before it is registered a signal would be lost, or end the process with the link left.
      await withCheckedContinuation { registered in
        source.setRegistrationHandler(handler: DispatchWorkItem { registered.resume() })
        source.resume()
      }
      sources.append(source)
    }
    return sources
  }
}

extension Complaint {
  init(_ fault: BenchFault) {
    self.init(fault.description, fault.code == .system ? .inputOutput : .cannotCreate)
  }
}
