// The machine's clocks, read together.
#ifndef CLINUXIO_CLOCKS_H
#define CLINUXIO_CLOCKS_H

#include <stdint.h>
#include <sys/timex.h>
#include <time.h>

struct linuxio_clocks {
    int64_t realtime_ms;
    int64_t boottime_us;
    int64_t raw_us;
    // 1 synchronised, 0 not, -1 the kernel did not say.
    int32_t synchronised;
    int64_t estimated_error_us;
};

static inline int64_t linuxio_clock_us(clockid_t clock) {
    struct timespec now;
    if (clock_gettime(clock, &now) != 0) return 0;
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static inline struct linuxio_clocks linuxio_read_clocks(void) {
    struct linuxio_clocks clocks;
    struct timex kernel = {.modes = 0};
    int state = adjtimex(&kernel);
    clocks.realtime_ms = linuxio_clock_us(CLOCK_REALTIME) / 1000;
    clocks.boottime_us = linuxio_clock_us(CLOCK_BOOTTIME);
    clocks.raw_us = linuxio_clock_us(CLOCK_MONOTONIC_RAW);
    clocks.synchronised = state < 0 ? -1 : (kernel.status & STA_UNSYNC) ? 0 : 1;
    clocks.estimated_error_us = kernel.esterror;
    return clocks;
}

// Sleeps until an absolute instant of CLOCK_MONOTONIC; returns at once when it has passed.
static inline void linuxio_sleep_until_us(int64_t at_us) {
    struct timespec when = {at_us / 1000000, (at_us % 1000000) * 1000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, 0) == 4) {
    }
}

#endif
