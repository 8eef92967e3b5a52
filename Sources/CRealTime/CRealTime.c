// What glibc declares for its own extensions only, which Swift's importer does not ask for.
#define _GNU_SOURCE
#include "CRealTime.h"

int32_t realtime_join_until_ns(pthread_t thread, int64_t at_ns) {
    struct timespec when = {at_ns / 1000000000, at_ns % 1000000000};
    return pthread_clockjoin_np(thread, 0, CLOCK_MONOTONIC, &when);
}
