// A source file, because signal handlers need state that lives once in a program.
#define _GNU_SOURCE
#include "CLinuxTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static const int heard[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGCONT};
static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGQUIT};
enum { HEARD = sizeof heard / sizeof *heard, FATAL = sizeof fatal / sizeof *fatal };

static struct termios before;
static int input_fd = -1, output_fd = -1;
static int ends[2] = {-1, -1};
static volatile sig_atomic_t is_taken;
static struct sigaction heard_before[HEARD], fatal_before[FATAL];

static void say(const char *text) {
    ssize_t ignored = write(output_fd, text, strlen(text));
    (void)ignored;
}

// Alternate screen, no cursor, pasted text marked as such.
static const char begin[] = "\033[?1049h\033[?25l\033[?2004h\033[2J";
static const char end[] = "\033[0m\033[?2004l\033[?25h\033[?1049l";

static void hear(int number) {
    int error = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t ignored = write(ends[1], &byte, 1);
    (void)ignored;
    errno = error;
}

// Both calls are async-signal-safe (signal-safety(7)); the signal comes again when this returns, and
// then ends the program as it would have.
static void crash(int number) {
    if (is_taken) {
        is_taken = 0;
        say(end);
        tcsetattr(input_fd, TCSANOW, &before);
    }
    signal(number, SIG_DFL);
    raise(number);
}

static int raw(void) {
    struct termios settings = before;
    cfmakeraw(&settings);
    return tcsetattr(input_fd, TCSAFLUSH, &settings);
}

int linuxio_screen_enter(int input, int output) {
    if (is_taken) {
        errno = EBUSY;
        return -1;
    }
    if (tcgetattr(input, &before) != 0) return -1;
    if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0) return -1;
    input_fd = input;
    output_fd = output;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigfillset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    action.sa_handler = hear;
    for (int i = 0; i < HEARD; i++) sigaction(heard[i], &action, &heard_before[i]);
    action.sa_flags = SA_RESETHAND | SA_ONSTACK;
    action.sa_handler = crash;
    for (int i = 0; i < FATAL; i++) sigaction(fatal[i], &action, &fatal_before[i]);
    is_taken = 1;
    if (raw() != 0) {
        int error = errno;
        linuxio_screen_leave();
        errno = error;
        return -1;
    }
    say(begin);
    return ends[0];
}

void linuxio_screen_again(void) {
    if (!is_taken) return;
    raw();
    say(begin);
}

void linuxio_screen_leave(void) {
    if (!is_taken) return;
    is_taken = 0;
    say(end);
    // Keys that were meant for the view must not reach the shell.
    tcsetattr(input_fd, TCSAFLUSH, &before);
    for (int i = 0; i < HEARD; i++) sigaction(heard[i], &heard_before[i], 0);
    for (int i = 0; i < FATAL; i++) sigaction(fatal[i], &fatal_before[i], 0);
    close(ends[0]);
    close(ends[1]);
}

int linuxio_screen_size(int output, int *rows, int *columns) {
    struct winsize size;
    if (ioctl(output, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return -1;
    *rows = size.ws_row;
    *columns = size.ws_col;
    return 0;
}
