// The terminal that a person sits at, taken over by a full-screen view and always given back.
#ifndef CLINUXIO_TERMINAL_H
#define CLINUXIO_TERMINAL_H

// Takes the terminal over: raw mode, the alternate screen, no cursor. From then on SIGINT, SIGTERM,
// SIGHUP, SIGWINCH and SIGCONT are bytes (their numbers) on the descriptor returned, which does not
// block. A crash of the program gives the terminal back first. One terminal at a time; -1 with errno.
int linuxio_screen_enter(int input, int output);

// Raw mode and the alternate screen again, after the program was stopped and goes on.
void linuxio_screen_again(void);

// Gives the terminal back as it was; does nothing when it is not taken over.
void linuxio_screen_leave(void);

// The terminal's size; 0, or -1 when it tells none.
int linuxio_screen_size(int output, int *rows, int *columns);

#endif
