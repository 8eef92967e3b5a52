// A serial line's settings and exclusivity: ioctl is variadic and the flags are macros.
#ifndef CLINUXIO_TTY_H
#define CLINUXIO_TTY_H

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

// Opens a line for reading and writing without waiting for a carrier and without making it the
// controlling terminal; -1 with errno.
static inline int linuxio_tty_open(const char *path) {
    return open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
}

// 1 when another process has claimed the line with TIOCEXCL, 0 when not or when nobody can tell.
static inline int linuxio_tty_is_exclusive(int line) {
    int exclusive = 0;
    return ioctl(line, TIOCGEXCL, &exclusive) == 0 && exclusive != 0;
}

// Claims the line: no other process can open it from now on. -1 with errno.
static inline int linuxio_tty_claim(int line) { return ioctl(line, TIOCEXCL); }

// Gives the claim back; a pseudo-terminal would keep it after closing.
static inline int linuxio_tty_release(int line) { return ioctl(line, TIOCNXCL); }

// A lock that also holds among programs of root, for whom TIOCEXCL means nothing; -1 with errno.
static inline int linuxio_lock(int file) { return flock(file, LOCK_EX | LOCK_NB); }

// The speed constant of a baud rate, B0 when walktest knows no device with it.
static inline speed_t linuxio_tty_speed(int baud) {
    switch (baud) {
    case 1200: return B1200;
    case 2400: return B2400;
    case 4800: return B4800;
    case 9600: return B9600;
    case 19200: return B19200;
    case 38400: return B38400;
    case 57600: return B57600;
    case 115200: return B115200;
    default: return B0;
    }
}

// 8 data bits, no parity, 1 stop bit, no handshake, nothing interpreted, at `baud`; then drops what
// was received and not yet sent. -1 with errno; EINVAL when the line did not take the settings,
// which tcsetattr alone does not tell.
static inline int linuxio_tty_set_raw(int line, int baud) {
    struct termios wanted, got;
    speed_t speed = linuxio_tty_speed(baud);
    if (speed == B0) { errno = EINVAL; return -1; }
    if (tcgetattr(line, &wanted) != 0) return -1;
    cfmakeraw(&wanted);
    wanted.c_cflag &= ~(tcflag_t)(CSTOPB | CRTSCTS);
    wanted.c_cflag |= CLOCAL | CREAD;
    // One byte at least: an empty line then answers EAGAIN, and 0 means that it hung up.
    wanted.c_cc[VMIN] = 1;
    wanted.c_cc[VTIME] = 0;
    if (cfsetspeed(&wanted, speed) != 0) return -1;
    if (tcsetattr(line, TCSANOW, &wanted) != 0 || tcgetattr(line, &got) != 0) return -1;
    if (cfgetispeed(&got) != speed || cfgetospeed(&got) != speed || (got.c_lflag & ICANON) != 0 ||
        (got.c_cflag & (CSIZE | PARENB)) != CS8) {
        errno = EINVAL;
        return -1;
    }
    return tcflush(line, TCIOFLUSH);
}

// Opens the machine's end of a new pseudo-terminal and tells the number of the line's node
// /dev/pts/NUMBER; -1 with errno.
static inline int linuxio_pseudo_terminal(int *number) {
    int unlocked = 0, machine = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (machine < 0) return -1;
    if (ioctl(machine, TIOCSPTLCK, &unlocked) == 0 && ioctl(machine, TIOCGPTN, number) == 0)
        return machine;
    close(machine);
    return -1;
}

// Raises DTR and RTS; -1 with errno (a pseudo-terminal has none).
static inline int linuxio_tty_raise_modem_lines(int line) {
    int lines = TIOCM_DTR | TIOCM_RTS;
    return ioctl(line, TIOCMBIS, &lines);
}

#endif
