/// A program in front of another one, which then may not ask the kernel how the clock stands: the
/// shipped unit's filter (ProtectClock=) without systemd.
package enum ForbiddenClock {
  /// What to put before a program's path and arguments.
  package static let wrapper = ["/usr/bin/python3", "-c", script]

  // A filter of four instructions (seccomp(2)): both calls fail with EPERM, all others are allowed.
  private static let script = """
    import ctypes, os, platform, struct, sys
    calls = {"x86_64": (159, 305), "aarch64": (171, 266)}[platform.machine()]
    code = b"".join(struct.pack("HBBI", *step) for step in [
        (0x20, 0, 0, 0), (0x15, 1, 0, calls[0]), (0x15, 0, 1, calls[1]),
        (0x06, 0, 0, 0x00050001), (0x06, 0, 0, 0x7FFF0000)])
    steps = ctypes.create_string_buffer(code, len(code))
    class Program(ctypes.Structure):
        _fields_ = [("count", ctypes.c_ushort), ("steps", ctypes.c_void_p)]
    program = Program(len(code) // 8, ctypes.addressof(steps))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.byref(program), 0, 0):
        sys.exit(os.strerror(ctypes.get_errno()))
    os.execv(sys.argv[1], sys.argv[1:])
    """
}
