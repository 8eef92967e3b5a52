// Pseudo-terminals, and who has one open.
#ifndef CLINUXIO_PTY_H
#define CLINUXIO_PTY_H

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

// Puts a terminal into raw mode: no echo, no line editing, eight bits as they are. -1 with errno.
static inline int linuxio_tty_raw(int terminal) {
    struct termios settings;
    if (tcgetattr(terminal, &settings) != 0) return -1;
    cfmakeraw(&settings);
    settings.c_cflag |= CLOCAL | CREAD;
    return tcsetattr(terminal, TCSANOW, &settings);
}

// Opens a raw pseudo-terminal pair, the master non-blocking; -1 with errno.
static inline int linuxio_pty_open(int *master, int *terminal) {
    *terminal = -1;
    *master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*master < 0) return -1;
    int locked = 0;
    if (ioctl(*master, TIOCSPTLCK, &locked) == 0)
        *terminal = ioctl(*master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*terminal >= 0 && linuxio_tty_raw(*terminal) == 0 &&
        fcntl(*master, F_SETFL, O_NONBLOCK) == 0)
        return 0;
    int error = errno;
    if (*terminal >= 0) close(*terminal);
    close(*master);
    errno = error;
    return -1;
}

// As a serial line is after its last user: what was not read is gone, anyone may open it, and it is
// raw. A pseudo-terminal keeps all that for the next one by itself.
static inline void linuxio_tty_forget(int terminal) {
    tcflush(terminal, TCIFLUSH);
    ioctl(terminal, TIOCNXCL);
    linuxio_tty_raw(terminal);
}

// A non-blocking watch on who opens and closes the node at `path`; -1 with errno.
static inline int linuxio_open_watch(const char *path) {
    int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (watch < 0) return -1;
    if (inotify_add_watch(watch, path, IN_OPEN | IN_CLOSE) >= 0) return watch;
    int error = errno;
    close(watch);
    errno = error;
    return -1;
}

// Counts the opens and closes that the watch has seen since the last call.
static inline void linuxio_open_watch_take(int watch, int32_t *opens, int32_t *closes) {
    char buffer[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
    *opens = *closes = 0;
    for (;;) {
        ssize_t count = read(watch, buffer, sizeof buffer);
        if (count <= 0) return;
        for (ssize_t at = 0; at < count;) {
            const struct inotify_event *event = (const struct inotify_event *)(buffer + at);
            if (event->mask & IN_OPEN) ++*opens;
            if (event->mask & IN_CLOSE) ++*closes;
            at += (ssize_t)sizeof *event + event->len;
        }
    }
}

#endif
