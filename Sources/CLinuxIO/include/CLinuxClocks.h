// The machine's clocks, read together.
#ifndef CLINUXIO_CLOCKS_H
#define CLINUXIO_CLOCKS_H

#include <stdint.h>
#include <sys/timex.h>
#include <time.h>

struct linuxio_clocks {
    // The monotonic clock in the middle of the reading, and how long the reading took.
    int64_t monotonic_us;
    int64_t span_us;
    int64_t realtime_ms;
    int64_t boottime_us;
    int64_t raw_us;
    // What adjtimex(2) returned: 0 to 5, or -1 when the kernel did not say; then the rest is 0.
    int32_t kernel_state;
    int32_t status_bits;
    int64_t offset_ns;
    int64_t frequency_ppb;
    int64_t estimated_error_us;
    int64_t maximum_error_us;
    int32_t tai_offset_s;
};

static inline int64_t linuxio_clock_ns(clockid_t clock) {
    struct timespec now;
    if (clock_gettime(clock, &now) != 0) return 0;
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static inline void linuxio_read_kernel_clock(struct linuxio_clocks *clocks) {
    struct timex kernel = {.modes = 0};
    clocks->kernel_state = adjtimex(&kernel);
    if (clocks->kernel_state < 0) return;
    clocks->status_bits = kernel.status;
    clocks->offset_ns = (kernel.status & STA_NANO) ? kernel.offset : kernel.offset * 1000;
    // The kernel counts in 2^-16 ppm.
    clocks->frequency_ppb = (int64_t)kernel.freq * 1000 / 65536;
    clocks->estimated_error_us = kernel.esterror;
    clocks->maximum_error_us = kernel.maxerror;
    clocks->tai_offset_s = kernel.tai;
}

// Reads all clocks up to five times and keeps the reading that took the shortest time: the thread
// may lose its core between two of them.
static inline struct linuxio_clocks linuxio_read_clocks(void) {
    struct linuxio_clocks clocks = {0};
    int64_t shortest = INT64_MAX;
    for (int i = 0; i < 5; i++) {
        int64_t before = linuxio_clock_ns(CLOCK_MONOTONIC);
        int64_t realtime = linuxio_clock_ns(CLOCK_REALTIME);
        int64_t boottime = linuxio_clock_ns(CLOCK_BOOTTIME);
        int64_t raw = linuxio_clock_ns(CLOCK_MONOTONIC_RAW);
        int64_t span = linuxio_clock_ns(CLOCK_MONOTONIC) - before;
        if (span >= shortest) continue;
        shortest = span;
        clocks.monotonic_us = (before + span / 2) / 1000;
        clocks.span_us = (span + 999) / 1000;
        clocks.realtime_ms = realtime / 1000000;
        clocks.boottime_us = boottime / 1000;
        clocks.raw_us = raw / 1000;
    }
    linuxio_read_kernel_clock(&clocks);
    return clocks;
}

// Sleeps until an absolute instant of CLOCK_MONOTONIC; returns at once when it has passed.
static inline void linuxio_sleep_until_us(int64_t at_us) {
    struct timespec when = {at_us / 1000000, (at_us % 1000000) * 1000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, 0) == 4) {
    }
}

#endif
