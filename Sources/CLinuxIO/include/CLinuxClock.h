// What the kernel knows of the wall clock.
#ifndef CLINUXIO_CLOCK_H
#define CLINUXIO_CLOCK_H

#include <sys/timex.h>

// 1 when the wall clock is disciplined by a time service, 0 when it runs free, -1 when unknown.
static inline int linuxio_clock_is_synchronised(void) {
    struct timex state = {0};
    if (adjtimex(&state) < 0) return -1;
    return (state.status & STA_UNSYNC) == 0;
}

#endif
